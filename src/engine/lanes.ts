/**
 * Runs requests one after another, beside those that may run at any time. Within a lane the newest request supersedes
 * the others: a waiting one is dropped, a running one is aborted and its result discarded. So a dragged slider never
 * queues work, and a long download holds nothing up.
 */

export interface LaneTask {
  id: number;
  lane: string;
  /** True for work that touches neither kernels nor token sets: it starts at once. */
  isIndependent: boolean;
  run(signal: AbortSignal): Promise<void>;
  /** Called instead of, or after, `run` when a newer request took over or the request was cancelled. */
  onSuperseded(): void;
}

export class LaneScheduler {
  private waiting: LaneTask[] = [];
  private readonly running = new Map<LaneTask, AbortController>();
  private isWorking = false;

  /** Adds a task and supersedes the earlier ones of its lane. */
  submit(task: LaneTask): void {
    this.drop((other) => other.lane === task.lane);
    if (task.isIndependent) {
      void this.run(task);
      return;
    }
    this.waiting.push(task);
    void this.runWaiting();
  }

  /** Drops the task with this id, wherever it stands. */
  cancel(id: number): void {
    this.drop((other) => other.id === id);
  }

  private drop(matches: (task: LaneTask) => boolean): void {
    const dropped = this.waiting.filter(matches);
    this.waiting = this.waiting.filter((task) => !matches(task));
    for (const task of dropped) task.onSuperseded();
    for (const [task, abort] of this.running) if (matches(task)) abort.abort();
  }

  private async runWaiting(): Promise<void> {
    if (this.isWorking) return;
    this.isWorking = true;
    for (let task = this.waiting.shift(); task; task = this.waiting.shift()) await this.run(task);
    this.isWorking = false;
  }

  private async run(task: LaneTask): Promise<void> {
    const abort = new AbortController();
    this.running.set(task, abort);
    await task.run(abort.signal);
    this.running.delete(task);
    if (abort.signal.aborted) task.onSuperseded();
  }
}

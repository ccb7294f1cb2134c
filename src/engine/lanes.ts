/**
 * Runs requests one after another. Within a lane the newest request supersedes the others: a waiting one is dropped,
 * a running one is aborted and its result discarded. So a dragged slider never queues work.
 */

export interface LaneTask {
  id: number;
  lane: string;
  run(signal: AbortSignal): Promise<void>;
  /** Called instead of, or after, `run` when a newer request took over or the request was cancelled. */
  onSuperseded(): void;
}

export class LaneScheduler {
  private waiting: LaneTask[] = [];
  private running: { task: LaneTask; abort: AbortController } | null = null;

  /** Adds a task and supersedes the earlier ones of its lane. */
  submit(task: LaneTask): void {
    this.drop((other) => other.lane === task.lane);
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
    if (this.running && matches(this.running.task)) this.running.abort.abort();
  }

  private async runWaiting(): Promise<void> {
    if (this.running) return;
    for (let task = this.waiting.shift(); task; task = this.waiting.shift()) {
      const abort = new AbortController();
      this.running = { task, abort };
      await task.run(abort.signal);
      if (abort.signal.aborted) task.onSuperseded();
    }
    this.running = null;
  }
}

/**
 * The result of a benchmark: one plain object, which is what `--json` prints and the page exports.
 */
import type { DeviceDescription } from '../core/kernels.ts';
import type { Ceilings } from './ceilings.ts';
import { compareOutcomes, type Agreement } from './compare.ts';
import type { Absentee, Contestant, Outcome, Sample } from './contestant.ts';
import type { BenchSize } from './sizes.ts';
import { describeSpread, type Spread } from './statistics.ts';
import { countWork, type Task, type Work } from './work.ts';

export interface BenchReport {
  /** ISO 8601 */
  date: string;
  device: BenchDevice;
  /** Names and versions of what ran it. */
  environment: Record<string, string>;
  repeat: number;
  /** After this long at one size a contestant makes no further repetition. */
  secondsPerContestant: number;
  /** null without a GPU. */
  ceilings: Ceilings | null;
  contestants: Pick<Contestant, 'id' | 'title' | 'processor' | 'note'>[];
  /** Those that cannot take part here. */
  notAvailable: Absentee[];
  sizes: SizeReport[];
}

export interface BenchDevice extends DeviceDescription {
  timestamps: boolean;
}

export interface SizeReport extends BenchSize {
  results: Result[];
  /** Contestants that gave up at this size. */
  failures: Absentee[];
}

export interface Result {
  task: Task;
  /** Id of the contestant. */
  contestant: string;
  title: string;
  /** Milliseconds. */
  wall: Spread;
  /** Milliseconds between GPU timestamps; null where there are none. */
  gpu: Spread | null;
  /** True if the only repetition was the first one, which others use to warm up. */
  cold: boolean;
  /** What the task needs at least, and what that comes to per second of the median (of GPU time where there is any). */
  work: Work;
  gigaflops: number;
  gigabytesPerSecond: number;
  /** Shares of the device's ceilings; null for what runs on the CPU. */
  shareOfFma: number | null;
  shareOfCopy: number | null;
  /** Against our kernels on this device; null for these, and where there is nothing to compare. */
  agreement: Agreement | null;
}

/** What one contestant did at one size. */
export interface Measured {
  contestant: Contestant;
  samples: Map<Task, Sample[]>;
  cold: boolean;
  outcome: Outcome;
}

/** One contestant's result of a task; null if it did not do it. */
export function summarize(
  task: Task,
  size: BenchSize,
  { contestant, samples, cold, outcome }: Measured,
  { reference, ceilings }: { reference: Outcome | null; ceilings: Ceilings | null },
): Result | null {
  const taken = samples.get(task);
  if (!taken) return null;
  const wall = describeSpread(taken.map((sample) => sample.wall));
  const stamped = taken.flatMap((sample) => (sample.gpu === null ? [] : [sample.gpu]));
  const gpu = stamped.length === 0 ? null : describeSpread(stamped);
  const work = countWork(task, size, contestant.halves);
  const nanoseconds = (gpu ?? wall).median * 1e6;
  const gigaflops = work.flop / nanoseconds;
  const gigabytesPerSecond = work.bytes / nanoseconds;
  const limits = contestant.processor === 'gpu' ? ceilings : null;
  return {
    task,
    contestant: contestant.id,
    title: contestant.title,
    wall,
    gpu,
    cold,
    work,
    gigaflops,
    gigabytesPerSecond,
    shareOfFma: limits && gigaflops / limits.fmaGigaflops,
    shareOfCopy: limits && gigabytesPerSecond / limits.copyGigabytesPerSecond,
    agreement: reference === null || outcome === reference ? null : compareOutcomes(task, outcome, reference),
  };
}

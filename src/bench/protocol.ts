/**
 * What the page and its benchmark worker tell each other. The page ends the worker to cancel.
 */
import type { BenchReport } from './report.ts';
import type { BenchPlan, BenchProgress } from './runBench.ts';

export type ToBenchWorker = BenchPlan;

export type FromBenchWorker =
  | { type: 'progress'; progress: BenchProgress }
  | { type: 'done'; report: BenchReport }
  | { type: 'failed'; message: string };

/**
 * Requests about tuning sweeps.
 */
import type { TuningBase } from '../core/tuning/cellEvaluator.ts';
import type { TuningPlan } from '../core/tuning/plan.ts';
import type { CellReadouts } from '../core/tuning/readouts.ts';

/**
 * Evaluates the cells of a plan from one on, as many as fit into a few frames, or none where the first one takes longer: what is done
 * for it is kept. Between two requests the worker answers whatever else it was asked, so that a sweep never holds up a slider.
 */
export interface SweepCellsRequest {
  kind: 'sweepCells';
  tokenSetId: string;
  /** null for no question */
  queryId: string | null;
  base: TuningBase;
  plan: TuningPlan;
  /** Number of the first cell, see `cellAt`. */
  from: number;
  /** Tokens inside the person's boxes. */
  regionTokens: Uint32Array;
}

export type SweepCellsResult = CellReadouts[];

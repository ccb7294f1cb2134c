/**
 * What a cell of a tuning sweep comes to, and how its numbers are called and read.
 */
import type { Measure } from '../scoreCard/measureList.ts';

/** null stands for what is not defined; numbers are finite but for the log determinant, which may be minus infinity. */
export interface CellReadouts {
  /** [k*], how far down the greedy order the walk went, summed over views. */
  kStar: number;
  /** Tokens taken after the greedy order had ended. */
  supplemented: number;
  /** |GSP and DPP_m| */
  intersectionAtM: number;
  /**
   * Intersection over union with the set that is kept where GSP scores all pairs (Table 1) instead of the bipartite half; null
   * where there are too many tokens to compare.
   */
  exhaustiveOverlap: number | null;
  /** ln det L~ of the kept tokens (Eq. 6). */
  logDeterminant: number;
  /** Share of the sum of r; null without a question. */
  relevanceMass: number | null;
  /** Mean over all tokens of the similarity to the nearest kept one; null where there are too many tokens to compare. */
  coverage: number | null;
  /** Share of the tokens inside the person's boxes that is kept; null without boxes, or with none inside. */
  regionRecall: number | null;
}

export type ReadoutId = keyof CellReadouts;

/** The columns of a sweep's table, in their order; written and read like the measures of a score card. */
export type Readout = Omit<Measure, 'read' | 'id'> & { id: ReadoutId };

export const READOUTS: readonly Readout[] = [
  {
    id: 'kStar',
    title: 'k*',
    better: 'neither',
    explanation: 'How far down the greedy order the walk went to find m survivors.',
    format: { kind: 'number', digits: 0 },
  },
  {
    id: 'supplemented',
    title: 'Supplemented',
    better: 'lower',
    explanation: 'Kept tokens that were taken after the greedy order had ended.',
    format: { kind: 'number', digits: 0 },
  },
  {
    id: 'intersectionAtM',
    title: '|GSP ∩ DPP_m|',
    better: 'neither',
    explanation: 'How many of the first m picks survive GSP.',
    format: { kind: 'number', digits: 0 },
  },
  {
    id: 'exhaustiveOverlap',
    title: 'Overlap with exhaustive',
    better: 'higher',
    explanation: 'Intersection over union with the tokens that are kept where GSP scores all pairs (Table 1).',
    format: { kind: 'percent', digits: 1 },
  },
  {
    id: 'logDeterminant',
    title: 'log det',
    better: 'higher',
    explanation: 'What Script’s DPP maximizes (Eq. 6); −∞ if a kept token has r = 0 or is a mixture of others. Compare cells of the same m.',
    format: { kind: 'number', digits: 1 },
  },
  {
    id: 'relevanceMass',
    title: 'Relevance mass kept',
    better: 'higher',
    explanation: 'The kept tokens’ share of the sum of r.',
    format: { kind: 'percent', digits: 1 },
  },
  {
    id: 'coverage',
    title: 'Coverage',
    better: 'higher',
    explanation: 'Mean over all tokens of the cosine with the nearest kept token.',
    format: { kind: 'number', digits: 3 },
  },
  {
    id: 'regionRecall',
    title: 'Region kept',
    better: 'higher',
    explanation: 'Share of the tokens inside the boxes on the photo that is kept; “Boxes” above the photo draws them.',
    format: { kind: 'percent', digits: 1 },
  },
];

export function findReadout(id: ReadoutId): Readout {
  const readout = READOUTS.find((one) => one.id === id);
  if (!readout) throw new Error(`There is no read-out "${id}".`);
  return readout;
}

/** Mean and spread of a read-out over several images or questions. */
export interface Summary {
  /** Of the subjects in which it is defined; minus infinity if one is; null if none is. */
  mean: number | null;
  /** Standard deviation of the sample (n - 1); null for fewer than two finite values. */
  spread: number | null;
  /** Subjects in which it is defined. */
  count: number;
}

export function summarize(values: readonly (number | null)[]): Summary {
  const known = values.filter((value) => value !== null);
  const count = known.length;
  if (count === 0) return { mean: null, spread: null, count };
  const mean = known.reduce((sum, value) => sum + value, 0) / count;
  if (count < 2 || !Number.isFinite(mean)) return { mean, spread: null, count };
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, spread: Math.sqrt(squares / (count - 1)), count };
}

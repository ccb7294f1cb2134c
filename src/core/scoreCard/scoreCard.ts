/**
 * The score card: measures of what a method kept, from the angles and lengths of the tokens alone, so that any two methods
 * compare on the same photo.
 */
import { scaleProgress, type Sliced } from '../figures/slices.ts';
import type { TokenGeometry } from '../kernels.ts';
import { summarizePairs } from '../logDeterminant.ts';
import { assignToKeptInSlices } from './keptAssignment.ts';
import {
  coverage,
  measureEffectiveRank,
  measureLogDeterminant,
  reconstructionError,
  shareKept,
  takeAmong,
  type LogDeterminantTerms,
} from './measures.ts';
import { measureSpatialSpread, type TokenGrid } from './spatialSpread.ts';

/** null stands for what is not defined for the set; numbers are finite but for the log determinant. */
export interface ScoreCard {
  /** Number of tokens kept. */
  tokens: number;
  /** Time of the method on this device, ms; null where it was not taken. */
  milliseconds: number | null;
  /** With exponent 1 of r; null where nothing is kept. */
  logDeterminant: LogDeterminantTerms | null;
  /** Least distance 1 - cosine between two kept tokens, in [0, 2]; null for fewer than two. */
  minimumDistance: number | null;
  /** Mean of those distances. */
  meanDistance: number | null;
  /** See `measureEffectiveRank`. */
  effectiveRank: number | null;
  /** See `coverage`. */
  coverage: number | null;
  /** See `reconstructionError`. */
  reconstructionError: number | null;
  /** Share of the sum of r; null without a question. */
  relevanceMass: number | null;
  /** Share of the sum of the [CLS] attention; null where the encoder gives none. */
  attentionKept: number | null;
  /** See `measureSpatialSpread`. */
  spatialSpread: number | null;
}

/** What a card is made of, besides the geometry of the tokens. */
export interface ScoreInputs {
  /** Kept tokens, each once, in any order. */
  kept: ArrayLike<number>;
  /** f[n], normalized; null without a question, where r is 1 everywhere. */
  relevance: ArrayLike<number> | null;
  /** f[n], attention of [CLS] to every token; null where the encoder gives none. */
  attention: ArrayLike<number> | null;
  views: readonly TokenGrid[];
  milliseconds: number | null;
}

/** Shares of the work, as far as each stage. */
const DONE = { assignment: 0.1, among: 0.15, determinant: 0.3, rank: 0.95 };

/**
 * Measures one selection, in slices of a few milliseconds for 4096 tokens of which 1024 are kept.
 * @throws RangeError where relevance or attention is not one number per token, or a kept token is no token
 */
export function* measureSelection({ n, similarity, norms }: TokenGeometry, inputs: ScoreInputs): Sliced<ScoreCard> {
  checkInputs(n, inputs);
  const { relevance, attention, views, milliseconds } = inputs;
  const kept = Uint32Array.from(inputs.kept).toSorted();
  const assignment = yield* scaleProgress(assignToKeptInSlices(similarity, n, kept), 0, DONE.assignment);
  const among = yield* scaleProgress(takeAmong(similarity, n, kept), DONE.assignment, DONE.among);
  const pairs = summarizePairs(among, kept.length);
  const determinant = measureLogDeterminant(among, relevance ?? new Float32Array(n).fill(1), kept, 1);
  const logDeterminant = yield* scaleProgress(determinant, DONE.among, DONE.determinant);
  const effectiveRank = yield* scaleProgress(measureEffectiveRank(among, kept.length), DONE.determinant, DONE.rank);
  const spatialSpread = yield* scaleProgress(measureSpatialSpread(kept, views), DONE.rank, 1);
  return {
    tokens: kept.length,
    milliseconds,
    logDeterminant: kept.length === 0 ? null : logDeterminant,
    // The cosine of two equal tokens may be rounded to above 1.
    minimumDistance: nullIfUndefined(Math.max(1 - pairs.max, 0)),
    meanDistance: nullIfUndefined(Math.max(1 - pairs.mean, 0)),
    effectiveRank: nullIfUndefined(effectiveRank),
    coverage: nullIfUndefined(coverage(assignment)),
    reconstructionError: nullIfUndefined(reconstructionError(assignment, norms)),
    relevanceMass: relevance && nullIfUndefined(shareKept(relevance, kept)),
    attentionKept: attention && nullIfUndefined(shareKept(attention, kept)),
    spatialSpread: nullIfUndefined(spatialSpread),
  };
}

function nullIfUndefined(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function checkInputs(n: number, { kept, relevance, attention }: ScoreInputs): void {
  for (const [name, values] of [['relevance', relevance], ['attention', attention]] as const) {
    if (values && values.length !== n) {
      throw new RangeError(`The score card needs one ${name} value for each of ${n} tokens; it got ${values.length}.`);
    }
  }
  const stray = Array.from(kept).find((token) => !Number.isInteger(token) || token < 0 || token >= n);
  if (stray !== undefined) throw new RangeError(`The score card got token ${stray} among the kept ones; tokens are 0 to ${n - 1}.`);
  const different = new Set(Array.from(kept)).size;
  if (different < kept.length) throw new RangeError(`The score card got ${kept.length} kept tokens, of which only ${different} are different.`);
}

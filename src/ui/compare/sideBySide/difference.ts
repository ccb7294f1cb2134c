/**
 * What two selections of the same tokens have in common, and where they differ.
 */
import { overlap } from '../../../core/scoreCard/measures.ts';
import { keptMask } from '../../paint/fateColours.ts';

export const SHARES = ['both', 'a', 'b', 'neither'] as const;
export type Share = (typeof SHARES)[number];

export interface Difference {
  /** Tokens by who keeps them, ascending. */
  tokens: Record<Share, number[]>;
  /** Intersection over union, 0 to 1; 1 if both keep nothing. */
  iou: number;
}

/**
 * @param n tokens there are
 * @param a u32, kept tokens of the first
 * @param b u32, kept tokens of the second
 */
export function compareSelections(n: number, a: Uint32Array, b: Uint32Array): Difference {
  const tokens: Difference['tokens'] = { both: [], a: [], b: [], neither: [] };
  const inA = keptMask(n, a);
  const inB = keptMask(n, b);
  for (let token = 0; token < n; token++) {
    const share = inA[token] ? (inB[token] ? 'both' : 'a') : inB[token] ? 'b' : 'neither';
    tokens[share].push(token);
  }
  return { tokens, iou: overlap(a, b) };
}

/** "38 of the 90 tokens that either keeps are kept by both." */
export function describeOverlap({ tokens: { both, a, b } }: Difference): string {
  const union = both.length + a.length + b.length;
  if (union === 0) return 'Neither keeps a token.';
  if (both.length === union) return `They keep the same ${union === 1 ? 'token' : `${union} tokens`}.`;
  if (both.length === 0) return `None of the ${union} tokens that either keeps is kept by both.`;
  return `${both.length} of the ${union} tokens that either keeps ${both.length === 1 ? 'is' : 'are'} kept by both.`;
}

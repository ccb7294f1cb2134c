/**
 * What PruMerge and PruMerge+ share: the [CLS] row of the last block's attention, their parameters, and what merging reaches.
 */
import { takeHighestAmong } from '../ranking.ts';
import type { MethodPart } from './part.ts';
import { listRemaining } from './remainingTokens.ts';

export const SOURCE = 'Shang et al., LLaVA-PruMerge: Adaptive Token Reduction for Efficient Large Multimodal Models, 2024';

/** The one token that sums up all dropped ones. */
export const EXTRA_TOKENS = [{ title: 'sum of dropped tokens', count: 1 }];

export const RULE = {
  kind: 'choice',
  title: 'Number of tokens',
  options: [
    { value: 'fixed', title: 'fixed (the budget)' },
    { value: 'adaptive', title: 'adaptive (as many as stand out)' },
  ],
  default: 'fixed',
  explanation: 'Adaptive, as published, takes the tokens whose [CLS] attention lies above Q3 + 1.5 IQR of this photo; the budget is then a limit.',
} as const;

export const NEIGHBOURS = {
  kind: 'number',
  title: 'Neighbours',
  symbol: 'k',
  min: 1,
  max: 256,
  step: 1,
  isWhole: true,
  default: 32,
  explanation: 'How many tokens of most similar keys are merged into each kept one; it changes what kept tokens hold, not which are kept.',
} as const;

/**
 * Attention of [CLS] to every token in the last block, f32[n]: softmax of q k / sqrt(d), the heads not taken apart; or what
 * stands in for it.
 * @throws MissingInputError
 */
export function attendFromClass(part: MethodPart): Float32Array {
  // Something that stands in for queries is attention already.
  const query = part.isGenuine('lastQueries') ? part.classRow('lastQueries') : null;
  if (query === null) return part.attention('lastQueries');
  const { rows, cols, data } = part.tokenRows('lastKeys');
  const logits = Float64Array.from({ length: rows }, (_, token) => {
    let product = 0;
    for (let k = 0; k < cols; k++) product += query[k] * data[token * cols + k];
    return product / Math.sqrt(cols);
  });
  const largest = logits.reduce((most, value) => Math.max(most, value), -Infinity);
  const weights = logits.map((value) => Math.exp(value - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}

/** Says how many dropped tokens are among the nearest of a kept one, hence merged into it. */
export async function noteMerging(part: MethodPart, kept: readonly number[], neighbours: number): Promise<void> {
  const dropped = new Set(listRemaining(part.n, kept));
  if (dropped.size === 0) return;
  const { n, similarity } = await part.geometry(part.keySpace('lastKeys'));
  const all = listRemaining(n, []);
  const reached = new Set<number>();
  for (const token of kept) {
    const row = similarity.subarray(token * n, (token + 1) * n);
    const nearest = takeHighestAmong(row, all.filter((other) => other !== token), neighbours);
    for (const other of nearest) if (dropped.has(other)) reached.add(other);
  }
  part.note(`${reached.size} of ${dropped.size} dropped tokens are among the ${neighbours} nearest of a kept one and are merged into it; the extra token sums up all of them.`);
}

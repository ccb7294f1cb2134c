/**
 * Token recycling of SparseVLM, version 1: the best of what a layer drops goes on as the means of a few clusters.
 */
import type { MethodPart } from './part.ts';

/** Of `dropped` tokens: how many are recycled, and into how many. */
export function countRecycled(dropped: number): { pool: number; recycled: number } {
  const pool = Math.floor(0.3 * dropped) + 1;
  return { pool, recycled: Math.floor(pool / 10) + 1 };
}

/**
 * Clusters what the last pruning layer recycles; what earlier ones recycled has been dropped by then.
 * @param dropped tokens that the layer drops, of highest attention first
 * @returns i32[n]: kept tokens name themselves, recycled ones the centre of their cluster, all others -1
 */
export async function assignRecycled(
  part: MethodPart,
  kept: readonly number[],
  dropped: readonly number[],
  { pool, recycled }: { pool: number; recycled: number },
): Promise<Int32Array> {
  const assignment = new Int32Array(part.n).fill(-1);
  for (const token of kept) assignment[token] = token;
  const tokens = Uint32Array.from(dropped.slice(0, pool)).toSorted();
  // The layer may drop nothing but tokens recycled before.
  if (tokens.length === 0) return assignment;
  const workspace = await part.workspace(part.languageSpace);
  const clusters = await workspace.clusterTokens({
    tokens,
    clusters: Math.min(recycled, tokens.length),
    neighbours: Math.min(recycled, tokens.length - 1),
  });
  for (const [place, token] of tokens.entries()) assignment[token] = clusters.centres[clusters.assignment[place]];
  part.note('Recycled tokens are clustered by their features in front of the language model; SparseVLM clusters the hidden states inside it.');
  return assignment;
}

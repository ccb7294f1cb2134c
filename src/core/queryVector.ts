/**
 * Which rows make up the vector of a question.
 */
import type { Matrix, Query } from './tokens.ts';

/** `pooled`: the model's own text embedding where there is one; `mean`: the mean of the token states (Eq. 3). */
export type QuerySource = 'pooled' | 'mean';

/** The rows whose mean is the query vector, under an id that differs whenever they do; null without a question. */
export function chooseQueryRows(query: Query | null, source: QuerySource): { id: string; embeddings: Matrix } | null {
  if (query === null) return null;
  if (source === 'pooled' && query.pooled) {
    return { id: `${query.id} pooled`, embeddings: { rows: 1, cols: query.pooled.length, data: query.pooled } };
  }
  return { id: `${query.id} states`, embeddings: query.embeddings };
}

import { isAttentionName, isKeyName } from './ownTokensExtras.ts';

/**
 * How the values of an extra belong to the tokens of one view. `columns`: one number per token, [n], or per token and head,
 * [heads, n]; `rows`: one row per token, [n, k], with or without the class token's in front; `view`: rows of the view as a
 * whole. null for what belongs to no view.
 */
export type Arrangement = 'columns' | 'rows' | 'view' | null;

export function findArrangement(name: string): Arrangement {
  if (name.startsWith('promptAttention')) return null;
  if (isAttentionName(name) || name === 'classActivation') return 'columns';
  if (isKeyName(name) || name === 'projected') return 'rows';
  return name === 'classToken' ? 'view' : null;
}

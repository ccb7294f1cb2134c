/**
 * Runs pruning methods on the token sets that the worker holds, and measures what they keep.
 */
import { runBetweenFrames } from '../core/figures/slices.ts';
import { runMethod } from '../core/methods/runMethod.ts';
import { requireComparable } from '../core/methods/context.ts';
import { findMethod } from '../core/methods/registry.ts';
import { readClassAttention } from '../core/methods/extraRows.ts';
import { measureSelection, type ScoreCard } from '../core/scoreCard/scoreCard.ts';
import { listViewGrids } from '../core/scoreCard/spatialSpread.ts';
import type { MeasureSelectionRequest, RunMethodRequest, RunMethodResult } from './protocol.ts';
import type { TokenSets } from './tokenSets.ts';

/** @throws MissingInputError, BudgetError or RangeError in one sentence for the person; AbortError */
export async function runMethodOn(
  tokenSets: TokenSets,
  { tokenSetId, queryId, method: id, parameters, budget, allowStandIns }: RunMethodRequest,
  signal: AbortSignal,
): Promise<RunMethodResult> {
  const set = tokenSets.find(tokenSetId);
  const { n, grid, extras, spaces } = set;
  // What an earlier run has left on the kernels would make this one look faster than it is.
  await spaces.forget();
  const openSpace = spaces.open.bind(spaces);
  const context = { n, grid, extras, query: tokenSets.findQuery(set, queryId), allowStandIns, openSpace, signal };
  const method = findMethod(id);
  const start = performance.now();
  const selection = await runMethod(method, context, { budget, parameters });
  return { selection, milliseconds: performance.now() - start };
}

/** @throws RangeError for more tokens than can be compared in memory; AbortError */
export async function measureSelectionOf(
  tokenSets: TokenSets,
  { tokenSetId, indices, relevance, milliseconds }: MeasureSelectionRequest,
  signal: AbortSignal,
): Promise<ScoreCard> {
  const set = tokenSets.find(tokenSetId);
  requireComparable(set.n, 'The measures');
  const [{ workspace }] = await set.spaces.open('tokens', 'joint');
  const geometry = await workspace.readGeometry();
  const views = listViewGrids(set.grid);
  const work = measureSelection(geometry, { kept: indices, relevance, attention: readClassAttention(set.extras, set.n), views, milliseconds });
  return runBetweenFrames(work, signal);
}

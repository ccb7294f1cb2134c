/**
 * Tuning sweeps on the token sets that the worker holds.
 */
import { isComparable } from '../core/methods/context.ts';
import { CellEvaluator } from '../core/tuning/cellEvaluator.ts';
import type { HeldTokenSet, TokenSets } from './tokenSets.ts';
import type { SweepCellsRequest, SweepCellsResult } from './tuningRequests.ts';

/** After so long a request is answered with what is there, ms. */
const SLICE_MS = 40;

/** The evaluator of the sweep that a token set was last swept for: rankings and orders serve the next request. */
const evaluators = new WeakMap<HeldTokenSet, { key: string; evaluator: CellEvaluator }>();

/** @throws RangeError in one sentence for parameters that the tokens cannot take; AbortError */
export async function sweepCellsOf(tokenSets: TokenSets, request: SweepCellsRequest, signal: AbortSignal): Promise<SweepCellsResult> {
  const evaluator = await findEvaluator(tokenSets, request);
  const deadline = performance.now() + SLICE_MS;
  const cells: SweepCellsResult = [];
  for (let index = request.from; index < evaluator.cellCount; index++) {
    while (!(await evaluator.prepare(index, signal))) if (performance.now() > deadline) return cells;
    cells.push(await evaluator.evaluate(index, signal));
    if (performance.now() > deadline) break;
  }
  return cells;
}

async function findEvaluator(tokenSets: TokenSets, { tokenSetId, queryId, base, plan, regionTokens }: SweepCellsRequest): Promise<CellEvaluator> {
  const set = tokenSets.find(tokenSetId);
  const key = JSON.stringify([queryId, base, plan, Array.from(regionTokens)]);
  const known = evaluators.get(set);
  if (known?.key === key) return known.evaluator;
  const { n, spaces } = set;
  const [{ workspace }] = await spaces.open('tokens', 'joint');
  const parts = await spaces.open('tokens', base.scope);
  const query = tokenSets.findQuery(set, queryId);
  const evaluator = new CellEvaluator({ n, parts, whole: workspace, query, base, plan, regionTokens, isComparable: isComparable(n) });
  evaluators.set(set, { key, evaluator });
  return evaluator;
}

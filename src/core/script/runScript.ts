/**
 * Script (section 4): graph-structured pruning, query-conditioned semantic pruning and their intersection.
 */
import { divideBudget } from '../divideBudget.ts';
import { countDiscarded, selectFinal, walkIsComplete, type FinalSelection } from './finalSelection.ts';
import { floorShare } from '../numerics.ts';
import { rankDescending } from '../ranking.ts';
import { chooseQueryRows } from '../queryVector.ts';
import type { Evaluation, GreedyOrder, RelevanceSource, Timing } from '../kernels.ts';
import type { OpenPart } from '../openParts.ts';
import { sum } from '../sum.ts';
import type { Matrix, Query, TokenRange } from '../tokens.ts';
import type { ScriptParameters, ScriptSelection } from './scriptSelection.ts';
import { checkParameters } from './scriptParameters.ts';

/** What Script runs on: one workspace for all tokens (joint scope), or one per view. */
export interface ScriptContext {
  n: number;
  parts: OpenPart[];
  query: Query | null;
  /** Compute at least this many greedy picks, for those who want to look beyond k*. */
  orderLength?: number;
  signal?: AbortSignal;
}

interface PartResult {
  range: TokenRange;
  evaluation: Evaluation;
  ranking: Uint32Array;
  final: FinalSelection;
  discarded: number;
  budget: number;
}

/**
 * Selects `parameters.budget` tokens.
 * @throws RangeError for parameters out of range, AbortError when `context.signal` aborts
 */
export async function runScript(context: ScriptContext, parameters: ScriptParameters): Promise<ScriptSelection> {
  checkParameters(parameters, context.n);
  const query = chooseQueryRows(context.query, parameters.querySource);
  const budgets = divideBudget(parameters.budget, context.parts.length);
  const results: PartResult[] = [];
  const timings: Timing[] = [];
  for (const [index, part] of context.parts.entries()) {
    results.push(await selectPart(context, part, budgets[index], query, parameters, timings));
  }
  return mergeParts(context.n, results, parameters, timings);
}

async function selectPart(
  context: ScriptContext,
  { range, workspace }: OpenPart,
  requestedBudget: number,
  query: { id: string; embeddings: Matrix } | null,
  parameters: ScriptParameters,
  timings: Timing[],
): Promise<PartResult> {
  const relevance: RelevanceSource = query ? { kind: 'question', ...query, invert: parameters.invert } : { kind: 'none' };
  const budget = Math.min(requestedBudget, range.count);
  const discarded = countDiscarded(range.count, budget, parameters.pruneRatio);
  let orderLength = Math.max(context.orderLength ?? 0, guessOrderLength(range.count, budget, discarded));
  for (;;) {
    context.signal?.throwIfAborted();
    const evaluation = await workspace.evaluate({ ...parameters, relevance, orderLength }, context.signal);
    timings.push(...evaluation.timings);
    const ranking = rankDescending(evaluation.redundancy.score);
    const { greedy } = evaluation;
    const final = walkOrder(greedy, ranking, evaluation.relevance.normalized, { discarded, budget });
    if (final) return { range, evaluation, ranking, final, discarded, budget };
    orderLength = growOrder(greedy);
  }
}

/**
 * The final set of one part (4.3), or null where more of the greedy order has to be known.
 * @param ranking tokens of the part from the most to the least redundant
 */
export function walkOrder(
  { order, ended }: GreedyOrder,
  ranking: Uint32Array,
  relevance: ArrayLike<number>,
  { discarded, budget }: { discarded: number; budget: number },
): FinalSelection | null {
  const survives = new Uint8Array(ranking.length).fill(1);
  for (const token of ranking.subarray(0, discarded)) survives[token] = 0;
  const isKnown = ended || order.length >= ranking.length || walkIsComplete(order, survives, budget);
  return isKnown ? selectFinal(order, survives, relevance, budget) : null;
}

/** The length to ask for next where an order was too short. */
export function growOrder({ order }: GreedyOrder): number {
  return Math.ceil(order.length * 1.5) + 32;
}

/** Picks that the walk will probably need: m over the share of survivors, and some to spare, in steps of 32. */
export function guessOrderLength(n: number, budget: number, discarded: number): number {
  const expected = (budget * n) / Math.max(n - discarded, 1);
  return Math.min(n, Math.ceil((expected * 1.4) / 32) * 32);
}

function mergeParts(n: number, parts: PartResult[], parameters: ScriptParameters, timings: Timing[]): ScriptSelection {
  const maps: ScriptSelection['maps'] = {
    degree: new Uint32Array(n),
    meanSimilarity: new Float32Array(n),
    score: new Float32Array(n),
    redundancyRank: new Uint32Array(n),
    rawRelevance: parts.some((part) => part.evaluation.relevance.raw) ? new Float32Array(n) : null,
    relevance: new Float32Array(n),
    greedyStep: new Int32Array(n).fill(-1),
  };
  const fate = new Uint8Array(n);
  for (const { range, evaluation, ranking, final } of parts) {
    maps.degree.set(evaluation.redundancy.degree, range.start);
    maps.meanSimilarity.set(evaluation.redundancy.meanSimilarity, range.start);
    maps.score.set(evaluation.redundancy.score, range.start);
    ranking.forEach((token, position) => (maps.redundancyRank[range.start + token] = position + 1));
    if (evaluation.relevance.raw) maps.rawRelevance?.set(evaluation.relevance.raw, range.start);
    maps.relevance.set(evaluation.relevance.normalized, range.start);
    evaluation.greedy.order.forEach((token, step) => (maps.greedyStep[range.start + token] = step));
    fate.set(final.fate, range.start);
  }
  return {
    method: 'script',
    n,
    budget: parameters.budget,
    indices: Uint32Array.from(parts.flatMap(({ range, final }) => Array.from(final.indices, (i) => i + range.start))),
    fate,
    maps,
    trace: {
      order: Uint32Array.from(
        parts.flatMap(({ range, evaluation }) => Array.from(evaluation.greedy.order, (i) => i + range.start)),
      ),
      gains: Float32Array.from(parts.flatMap(({ evaluation }) => Array.from(evaluation.greedy.gains))),
    },
    kStar: sum(parts.map(({ final }) => final.kStar)),
    intersectionAtM: sum(parts.map(({ final }) => final.intersectionAtM)),
    supplemented: sum(parts.map(({ final }) => final.supplemented)),
    pEffective: Math.min(parameters.pruneRatio, 1 - parameters.budget / n),
    timings,
    warnings: listWarnings(n, parts, parameters),
  };
}

function listWarnings(n: number, parts: PartResult[], parameters: ScriptParameters): string[] {
  const warnings: string[] = [];
  const discarded = sum(parts.map((part) => part.discarded));
  const wanted = sum(parts.map(({ range }) => floorShare(parameters.pruneRatio, range.count)));
  if (discarded < wanted) {
    warnings.push(
      `The budget m = ${parameters.budget} limits p: GSP discards ${discarded} of ${n} tokens instead of ${wanted}, ` +
        `because ${parameters.budget} must survive.`,
    );
  }
  const supplemented = sum(parts.map(({ final }) => final.supplemented));
  if (supplemented > 0) {
    const length = sum(parts.map(({ evaluation }) => evaluation.greedy.order.length));
    warnings.push(
      `The greedy order ended after ${length} picks, with nothing new left to add; ` +
        `${supplemented} of the ${parameters.budget} kept tokens were filled in by relevance.`,
    );
  }
  const kept = sum(parts.map(({ final }) => final.indices.length));
  if (kept < parameters.budget) {
    warnings.push(`Only ${kept} of the budget of ${parameters.budget} tokens were kept: some views have fewer tokens than their share.`);
  }
  return warnings;
}

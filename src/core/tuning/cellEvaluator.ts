/**
 * Evaluates cells of a tuning sweep on one token set, recomputing as little as the step from cell to cell asks for: edges are
 * counted when tau moves, scores follow once for every gamma, the greedy order is made once for the largest m and extended
 * where a walk needs more of it, and p and m only walk it anew.
 */
import { divideBudget } from '../divideBudget.ts';
import { runBetweenFrames, type Sliced } from '../figures/slices.ts';
import type { Evaluation, EvaluationRequest, Graph, GreedyOrder, Relevance, TokenGeometry } from '../kernels.ts';
import { logDeterminant, sumLogRelevance } from '../logDeterminant.ts';
import type { OpenPart } from '../openParts.ts';
import { chooseQueryRows } from '../queryVector.ts';
import { rankDescending } from '../ranking.ts';
import { countKept } from '../regions.ts';
import { assignToKeptInSlices } from '../scoreCard/keptAssignment.ts';
import { coverage, measureLogDeterminant, overlap, shareKept, takeAmong } from '../scoreCard/measures.ts';
import { countDiscarded, type FinalSelection } from '../script/finalSelection.ts';
import { growOrder, guessOrderLength, walkOrder } from '../script/runScript.ts';
import { checkParameters } from '../script/scriptParameters.ts';
import type { ScriptParameters } from '../script/scriptSelection.ts';
import { sum } from '../sum.ts';
import type { Query } from '../tokens.ts';
import type { Workspace } from '../workspace.ts';
import { cellAt, countCells, type TuningAxis, type TuningCell, type TuningPlan } from './plan.ts';
import type { CellReadouts } from './readouts.ts';

/** Everything that all cells share. */
export type TuningBase = Omit<ScriptParameters, TuningAxis>;

export interface TuningContext {
  n: number;
  /** As the scope of `base` wants them. */
  parts: readonly OpenPart[];
  /** All tokens in one part, for what is measured across views. */
  whole: Workspace;
  query: Query | null;
  base: TuningBase;
  plan: TuningPlan;
  /** Tokens inside the person's boxes; empty without boxes. */
  regionTokens: Uint32Array;
  /** Whether all pairs of tokens can be compared in memory, which coverage and the exhaustive graph take. */
  isComparable: boolean;
}

interface PartState {
  /** [tau] that `rankings` belong to. */
  threshold: number;
  /** Tokens of the part from the most to the least redundant, by graph and gamma. */
  rankings: Map<string, Uint32Array>;
  relevance: Relevance | null;
  greedy: GreedyOrder | null;
}

interface Kept {
  indices: Uint32Array;
  parts: readonly FinalSelection[];
}

export class CellEvaluator {
  private readonly context: TuningContext;
  private readonly states: PartState[];

  /** @throws RangeError for parameters that these tokens cannot take, such as a budget above their number */
  constructor(context: TuningContext) {
    const { plan, base, n } = context;
    for (const budget of plan.budget) checkParameters({ ...base, ...cellAt(plan, 0), budget }, n);
    this.context = context;
    this.states = context.parts.map(() => ({ threshold: NaN, rankings: new Map(), relevance: null, greedy: null }));
  }

  get cellCount(): number {
    return countCells(this.context.plan);
  }

  /**
   * Does one piece of what a cell lacks, so that whoever has to answer others can do so in between. Where tau is new, every
   * part is ranked on one graph at all gammas of the plan before the other graph has its turn: the edges of a graph are
   * counted once for all of them.
   * @returns whether the cell lacks nothing any more
   * @throws DOMException "AbortError" if the signal aborts
   */
  async prepare(index: number, signal: AbortSignal): Promise<boolean> {
    const { base, plan, parts, isComparable } = this.context;
    const { threshold } = cellAt(plan, index);
    const graphs: Graph[] = isComparable && base.graph !== 'full' ? [base.graph, 'full'] : [base.graph];
    for (const graph of graphs) {
      for (const part of parts.keys()) {
        const state = this.states[part];
        if (state.threshold !== threshold) Object.assign(state, { threshold, rankings: new Map() });
        const gamma = plan.gamma.find((each) => !state.rankings.has(describe(graph, each)));
        if (gamma === undefined) continue;
        const { redundancy } = await this.compute(part, { graph, threshold, gamma }, this.guessLength(part), signal);
        state.rankings.set(describe(graph, gamma), rankDescending(redundancy.score));
        return false;
      }
    }
    return true;
  }

  /**
   * The read-outs of the cell with this number; what is kept is what `runScript` keeps with these parameters.
   * @throws DOMException "AbortError" if the signal aborts
   */
  async evaluate(index: number, signal: AbortSignal): Promise<CellReadouts> {
    const { base, plan } = this.context;
    const cell = cellAt(plan, index);
    while (!(await this.prepare(index, signal)));
    const kept = await this.select(cell, base.graph, signal);
    return {
      kStar: sum(kept.parts.map(({ kStar }) => kStar)),
      supplemented: sum(kept.parts.map(({ supplemented }) => supplemented)),
      intersectionAtM: sum(kept.parts.map(({ intersectionAtM }) => intersectionAtM)),
      exhaustiveOverlap: await this.compareWithExhaustive(kept, cell, signal),
      ...(await this.measure(kept.indices, signal)),
    };
  }

  /** On a graph that is the exhaustive one itself, 1. */
  private async compareWithExhaustive(kept: Kept, cell: TuningCell, signal: AbortSignal): Promise<number | null> {
    const { base, isComparable } = this.context;
    if (base.graph === 'full') return 1;
    return isComparable ? overlap(kept.indices, (await this.select(cell, 'full', signal)).indices) : null;
  }

  private async select(cell: TuningCell, graph: Graph, signal: AbortSignal): Promise<Kept> {
    const { parts } = this.context;
    const budgets = divideBudget(cell.budget, parts.length);
    const finals: FinalSelection[] = [];
    for (const index of parts.keys()) finals.push(await this.selectPart(index, budgets[index], cell, graph, signal));
    const indices = finals.flatMap((final, index) => Array.from(final.indices, (token) => token + parts[index].range.start));
    return { indices: Uint32Array.from(indices), parts: finals };
  }

  private async selectPart(index: number, requested: number, cell: TuningCell, graph: Graph, signal: AbortSignal): Promise<FinalSelection> {
    const { count } = this.context.parts[index].range;
    const budget = Math.min(requested, count);
    const discarded = countDiscarded(count, budget, cell.pruneRatio);
    const state = this.states[index];
    const ranking = state.rankings.get(describe(graph, cell.gamma));
    if (!ranking) throw new Error(`Part ${index} has not been ranked at gamma ${cell.gamma}.`);
    for (;;) {
      const { greedy, relevance } = state;
      const final = greedy && relevance && walkOrder(greedy, ranking, relevance.normalized, { discarded, budget });
      if (final) return final;
      const orderLength = greedy ? growOrder(greedy) : this.guessLength(index);
      await this.compute(index, { graph, threshold: cell.threshold, gamma: cell.gamma }, orderLength, signal);
    }
  }

  private async compute(
    index: number,
    graph: Pick<EvaluationRequest, 'graph' | 'threshold' | 'gamma'>,
    orderLength: number,
    signal: AbortSignal,
  ): Promise<Evaluation> {
    const { parts, query, base } = this.context;
    const rows = chooseQueryRows(query, base.querySource);
    const relevance: EvaluationRequest['relevance'] = rows ? { kind: 'question', ...rows, invert: base.invert } : { kind: 'none' };
    const { epsilon, relevanceExponent } = base;
    signal.throwIfAborted();
    const evaluation = await parts[index].workspace.evaluate({ ...graph, relevance, epsilon, relevanceExponent, orderLength }, signal);
    const state = this.states[index];
    state.relevance = evaluation.relevance;
    // Whoever else uses the workspace may have made it begin anew with a shorter order.
    if (!state.greedy || evaluation.greedy.order.length > state.greedy.order.length || evaluation.greedy.ended) state.greedy = evaluation.greedy;
    return evaluation;
  }

  /** What the walk of the largest m at the largest p will probably need. */
  private guessLength(index: number): number {
    const { plan, parts } = this.context;
    const { count } = parts[index].range;
    const known = this.states[index].greedy?.order.length ?? 0;
    const budget = Math.min(divideBudget(plan.budget[plan.budget.length - 1], parts.length)[index], count);
    const discarded = countDiscarded(count, budget, plan.pruneRatio[plan.pruneRatio.length - 1]);
    return Math.max(known, guessOrderLength(count, budget, discarded));
  }

  private async measure(kept: Uint32Array, signal: AbortSignal) {
    const { n, whole, query, base, regionTokens, isComparable } = this.context;
    const relevance = this.joinRelevance();
    const exponent = base.relevanceExponent;
    const shared = {
      relevanceMass: query && nullIfUndefined(shareKept(relevance, kept)),
      regionRecall: regionTokens.length === 0 ? null : countKept(regionTokens, kept) / regionTokens.length,
    };
    if (!isComparable) {
      const among = await whole.similarityAmong(kept);
      return { ...shared, coverage: null, logDeterminant: sumLogRelevance(relevance, kept, exponent) + logDeterminant(among, kept.length) };
    }
    const geometry = await whole.readGeometry();
    return { ...shared, ...(await runBetweenFrames(measureKept(geometry, n, kept, relevance, exponent), signal)) };
  }

  /** f32[n], normalized, of all parts. */
  private joinRelevance(): Float32Array {
    const { n, parts } = this.context;
    const relevance = new Float32Array(n);
    parts.forEach(({ range }, index) => relevance.set(this.states[index].relevance?.normalized ?? [], range.start));
    return relevance;
  }
}

function* measureKept(
  { similarity }: TokenGeometry,
  n: number,
  kept: Uint32Array,
  relevance: Float32Array,
  exponent: number,
): Sliced<Pick<CellReadouts, 'coverage' | 'logDeterminant'>> {
  const assignment = yield* assignToKeptInSlices(similarity, n, kept);
  const among = yield* takeAmong(similarity, n, kept);
  const terms = yield* measureLogDeterminant(among, relevance, kept, exponent);
  return { coverage: nullIfUndefined(coverage(assignment)), logDeterminant: terms.relevance + terms.diversity };
}

function describe(graph: Graph, gamma: number): string {
  return `${graph} ${gamma}`;
}

function nullIfUndefined(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/**
 * The dataflow of one token range: remembers what has been computed and asks the backend only for stale stages.
 */
import type {
  Backend,
  Evaluation,
  EvaluationRequest,
  Graph,
  GraphMeasurement,
  GraphTime,
  GreedyOrder,
  Redundancy,
  Relevance,
  RelevanceSource,
  StagePlan,
  StageResults,
  Timing,
  TokenGeometry,
} from './kernels.ts';
import { stopResidual } from './numerics.ts';
import { Pacer } from './pacer.ts';
import type { ClusterPlan, Clusters, CoverPlan, MergePlan, Merging, SearchOrder, Searches } from './searches.ts';
import type { Matrix } from './tokens.ts';

interface Cached<Value> {
  key: string;
  value: Value;
}

/** Wraps a backend; nothing that computes may be called before the promise of the call before it has settled. */
export class Workspace implements Searches {
  readonly n: number;
  private readonly backend: Backend;
  private degreesKey: string | null = null;
  private redundancy: Cached<Redundancy> | null = null;
  private relevance: Cached<Relevance> | null = null;
  private greedy: Cached<GreedyOrder> | null = null;
  private geometry: Promise<TokenGeometry> | null = null;
  private readonly pacer: Pacer;

  constructor(backend: Backend) {
    this.backend = backend;
    this.n = backend.n;
    this.pacer = Pacer.forSteps(backend.n);
  }

  /**
   * Brings every stage up to date with the request, in at most one submission, or in several where a device needs long for
   * a greedy order. A moved tau recounts edges, gamma rescores, another relevance restarts the greedy order, and a longer
   * order extends it.
   * @throws RangeError if given weights are not n finite numbers of at least 0; DOMException "AbortError" if the signal
   *   aborts between submissions, and the next evaluation goes on from there
   */
  async evaluate(request: EvaluationRequest, signal?: AbortSignal): Promise<Evaluation> {
    this.checkWeights(request.relevance);
    const keys = describeStages(request);
    const timings: Timing[] = [];
    for (;;) {
      const { plan, earlier } = this.planStages(request, keys);
      if (isEmpty(plan)) return this.collect(timings);
      if (timings.length > 0) await letOthersSpeak();
      signal?.throwIfAborted();
      const results = await this.executePaced(plan, signal);
      if (plan.degrees) this.degreesKey = keys.degrees;
      if (results.redundancy) this.redundancy = { key: keys.redundancy, value: results.redundancy };
      if (results.relevance) this.relevance = { key: keys.relevance, value: results.relevance };
      if (results.greedy) this.greedy = { key: keys.greedy, value: appendPicks(earlier, results.greedy) };
      timings.push(...results.timings);
    }
  }

  /** Relevance to a question alone (Eq. 3-4); `evaluate` finds it computed and the other way round. */
  async computeRelevance(query: { id: string; embeddings: Matrix }, invert: boolean): Promise<Relevance> {
    const source: RelevanceSource = { kind: 'question', id: query.id, embeddings: query.embeddings, invert };
    const key = describeRelevance(source);
    if (this.relevance?.key === key) return this.relevance.value;
    const plan: StagePlan = { degrees: null, scores: null, relevance: source, greedy: null };
    const { relevance } = await this.executeOrForget(plan);
    if (!relevance) throw missingStages();
    this.relevance = { key, value: relevance };
    return relevance;
  }

  /** Redundancy alone (Eq. 8-9); `evaluate` finds it computed and the other way round. */
  async computeRedundancy({ graph, threshold, gamma }: Pick<EvaluationRequest, 'graph' | 'threshold' | 'gamma'>): Promise<Redundancy> {
    const keys = describeGraph({ graph, threshold, gamma });
    if (this.redundancy?.key === keys.redundancy) return this.redundancy.value;
    const degrees = this.degreesKey === keys.degrees ? null : { graph, threshold };
    const { redundancy } = await this.executeOrForget({ degrees, scores: { threshold, gamma }, relevance: null, greedy: null });
    if (!redundancy) throw missingStages();
    this.degreesKey = keys.degrees;
    this.redundancy = { key: keys.redundancy, value: redundancy };
    return redundancy;
  }

  /** Forgets all evaluated stages, so that the next evaluation can be timed as if it were the first; similarities stay. */
  forget(): void {
    this.degreesKey = null;
    this.redundancy = null;
    this.relevance = null;
    this.greedy = null;
  }

  /** Cosine between the given tokens, f32[k, k]. */
  similarityAmong(indices: Uint32Array): Promise<Float32Array> {
    return this.backend.similarityAmong(indices);
  }

  /** Histogram of the bipartite similarities over equal bins of [-1, 1]. */
  similarityHistogram(bins: number, signal?: AbortSignal): Promise<Uint32Array> {
    return this.backend.similarityHistogram(bins, signal);
  }

  /** All similarities and norms, in memory. They are kept: callers must neither change nor transfer the arrays. */
  readGeometry(): Promise<TokenGeometry> {
    this.geometry ??= this.backend.readGeometry().catch((error: unknown) => {
      this.geometry = null;
      throw error;
    });
    return this.geometry;
  }

  /** Euclidean norms of the joint embeddings, f32[n]; null without any. */
  readJointNorms(): Promise<Float32Array | null> {
    return this.backend.readJointNorms();
  }

  orderFarthest(count: number): Promise<SearchOrder> {
    return this.backend.orderFarthest(count);
  }

  mergeSimilar(plan: MergePlan): Promise<Merging> {
    return this.backend.mergeSimilar(plan);
  }

  orderCovering(plan: CoverPlan): Promise<SearchOrder> {
    return this.backend.orderCovering(plan);
  }

  clusterTokens(plan: ClusterPlan): Promise<Clusters> {
    return this.backend.clusterTokens(plan);
  }

  /** Times the redundancy of one graph, similarities included; everything that has been evaluated still stands. */
  measureGraph(graph: Graph, measurement: GraphMeasurement): Promise<GraphTime> {
    return this.backend.measureGraph(graph, measurement);
  }

  destroy(): void {
    this.geometry = null;
    this.backend.destroy();
  }

  /** Learns how long the steps of an order take, from the device's own clock where it has one. */
  private async executePaced(plan: StagePlan, signal?: AbortSignal): Promise<StageResults> {
    const start = performance.now();
    const results = await this.executeOrForget(plan, signal);
    const measured = results.timings.find(({ stage }) => stage === 'greedy');
    if (plan.greedy) this.pacer.note(plan.greedy.count, measured?.milliseconds ?? performance.now() - start);
    return results;
  }

  /** After a failure the device may hold half of a plan, so nothing computed earlier can be trusted. */
  private async executeOrForget(plan: StagePlan, signal?: AbortSignal): Promise<StageResults> {
    try {
      return await this.backend.execute(plan, signal);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  private checkWeights(source: RelevanceSource): void {
    if (source.kind !== 'given') return;
    const { id, values } = source;
    if (values.length !== this.n) {
      throw new RangeError(`The weights "${id}" are ${values.length} numbers; expected one for each of the ${this.n} tokens.`);
    }
    const wrong = values.findIndex((value) => !(value >= 0 && value < Infinity));
    if (wrong >= 0) {
      throw new RangeError(`The weights "${id}" have ${values[wrong]} for token ${wrong}; expected a finite number of at least 0.`);
    }
  }

  private planStages(
    request: EvaluationRequest,
    keys: StageKeys,
  ): { plan: StagePlan; earlier: GreedyOrder | null } {
    const earlier = this.greedy?.key === keys.greedy ? this.greedy.value : null;
    const have = earlier?.order.length ?? 0;
    const wanted = Math.min(request.orderLength, this.n);
    const extend = earlier === null ? true : !earlier.ended && have < wanted;
    const plan: StagePlan = {
      degrees:
        this.degreesKey === keys.degrees ? null : { graph: request.graph, threshold: request.threshold },
      scores:
        this.redundancy?.key === keys.redundancy ? null : { threshold: request.threshold, gamma: request.gamma },
      relevance: this.relevance?.key === keys.relevance ? null : request.relevance,
      greedy: extend
        ? {
            from: have,
            count: Math.max(1, Math.min(wanted - have, this.pacer.next(earlier === null))),
            upTo: wanted,
            epsilon: request.epsilon,
            stop: chooseStop(request),
            relevanceExponent: request.relevanceExponent,
          }
        : null,
    };
    return { plan, earlier };
  }

  private collect(timings: Evaluation['timings']): Evaluation {
    if (!this.redundancy || !this.relevance || !this.greedy) throw missingStages();
    return {
      redundancy: this.redundancy.value,
      relevance: this.relevance.value,
      greedy: this.greedy.value,
      timings,
    };
  }
}

interface StageKeys {
  degrees: string;
  redundancy: string;
  relevance: string;
  greedy: string;
}

/** What each stage depends on, as text that differs whenever the stage has to run again. */
function describeStages(request: EvaluationRequest): StageKeys {
  const relevance = describeRelevance(request.relevance);
  return {
    ...describeGraph(request),
    relevance,
    greedy: `${relevance} ${request.epsilon} ${chooseStop(request)} ${request.relevanceExponent}`,
  };
}

function describeGraph({ graph, threshold, gamma }: Pick<EvaluationRequest, 'graph' | 'threshold' | 'gamma'>): Pick<StageKeys, 'degrees' | 'redundancy'> {
  const degrees = `${graph} ${threshold}`;
  return { degrees, redundancy: `${degrees} ${gamma}` };
}

function describeRelevance(source: RelevanceSource): string {
  switch (source.kind) {
    case 'none':
      return 'none';
    case 'question':
      return `question ${source.id} ${source.invert}`;
    case 'given':
      return `given ${source.id}`;
    default:
      return source satisfies never;
  }
}

function chooseStop({ epsilon, stop = stopResidual(epsilon) }: EvaluationRequest): number {
  return stop;
}

/** A turn of the event loop, in which a message that cancels can arrive. */
function letOthersSpeak(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function missingStages(): Error {
  return new Error('The kernels returned fewer stages than the plan asked for.');
}

function isEmpty(plan: StagePlan): boolean {
  return !plan.degrees && !plan.scores && !plan.relevance && !plan.greedy;
}

function appendPicks(earlier: GreedyOrder | null, picks: GreedyOrder): GreedyOrder {
  if (earlier === null) return picks;
  return {
    order: Uint32Array.from([...earlier.order, ...picks.order]),
    gains: Float32Array.from([...earlier.gains, ...picks.gains]),
    ended: picks.ended,
  };
}

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
  StagePlan,
  StageResults,
  TokenGeometry,
} from './kernels.ts';
import { stopResidual } from './numerics.ts';

interface Cached<Value> {
  key: string;
  value: Value;
}

/** Wraps a backend; `evaluate` must not be called again before its promise has settled. */
export class Workspace {
  readonly n: number;
  private readonly backend: Backend;
  private degreesKey: string | null = null;
  private redundancy: Cached<Redundancy> | null = null;
  private relevance: Cached<Relevance> | null = null;
  private greedy: Cached<GreedyOrder> | null = null;

  constructor(backend: Backend) {
    this.backend = backend;
    this.n = backend.n;
  }

  /**
   * Brings every stage up to date with the request, in at most one submission. A moved tau recounts edges, gamma
   * rescores, a new question or a flipped `invert` restarts the greedy order, and a longer order extends it.
   */
  async evaluate(request: EvaluationRequest): Promise<Evaluation> {
    const keys = describeStages(request);
    const { plan, earlier } = this.planStages(request, keys);
    if (isEmpty(plan)) return this.collect([]);

    const results = await this.executeOrForget(plan);
    if (plan.degrees) this.degreesKey = keys.degrees;
    if (results.redundancy) this.redundancy = { key: keys.redundancy, value: results.redundancy };
    if (results.relevance) this.relevance = { key: keys.relevance, value: results.relevance };
    if (results.greedy) this.greedy = { key: keys.greedy, value: appendPicks(earlier, results.greedy) };
    return this.collect(results.timings);
  }

  /** Cosine between the given tokens, f32[k, k]. */
  similarityAmong(indices: Uint32Array): Promise<Float32Array> {
    return this.backend.similarityAmong(indices);
  }

  /** Histogram of the bipartite similarities over equal bins of [-1, 1]. */
  similarityHistogram(bins: number): Promise<Uint32Array> {
    return this.backend.similarityHistogram(bins);
  }

  /** All similarities and norms, in memory. */
  readGeometry(): Promise<TokenGeometry> {
    return this.backend.readGeometry();
  }

  /** Times the redundancy of one graph, similarities included; everything that has been evaluated still stands. */
  measureGraph(graph: Graph, measurement: GraphMeasurement): Promise<GraphTime> {
    return this.backend.measureGraph(graph, measurement);
  }

  destroy(): void {
    this.backend.destroy();
  }

  /** After a failure the device may hold half of a plan, so nothing computed earlier can be trusted. */
  private async executeOrForget(plan: StagePlan): Promise<StageResults> {
    try {
      return await this.backend.execute(plan);
    } catch (error) {
      this.degreesKey = null;
      this.redundancy = null;
      this.relevance = null;
      this.greedy = null;
      throw error;
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
      relevance:
        this.relevance?.key === keys.relevance
          ? null
          : { query: request.query?.embeddings ?? null, invert: request.invert },
      greedy: extend
        ? {
            from: have,
            count: Math.max(1, wanted - have),
            epsilon: request.epsilon,
            stop: stopResidual(request.epsilon),
            relevanceExponent: request.relevanceExponent,
          }
        : null,
    };
    return { plan, earlier };
  }

  private collect(timings: Evaluation['timings']): Evaluation {
    if (!this.redundancy || !this.relevance || !this.greedy) {
      throw new Error('The kernels returned fewer stages than the plan asked for.');
    }
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
  const degrees = `${request.graph} ${request.threshold}`;
  const relevance = request.query === null ? 'no question' : `${request.query.id} ${request.invert}`;
  return {
    degrees,
    redundancy: `${degrees} ${request.gamma}`,
    relevance,
    greedy: `${relevance} ${request.epsilon} ${request.relevanceExponent}`,
  };
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

/**
 * The float32 path for machines without WebGPU. Same stages, same results as the GPU kernels within their rounding.
 */
import type {
  Backend,
  Graph,
  GraphMeasurement,
  GraphTime,
  Kernels,
  Stage,
  StagePlan,
  StageResults,
  Timing,
  TokenGeometry,
  WorkspaceSource,
} from '../kernels.ts';
import type { ClusterPlan, Clusters, CoverPlan, MergePlan, Merging, SearchOrder } from '../searches.ts';
import type { TensorData } from '../tokens.ts';
import { clusterTokens } from './densityPeaks.ts';
import { orderCovering } from './facilityLocation.ts';
import { orderFarthest } from './farthestPoint.ts';
import { GreedyInference } from './greedyDpp.ts';
import { countSimilarities, scoreEdges, sumBlockEdges, sumEdges, type EdgeSums } from './redundancy.ts';
import { computeRelevance, type UnitJoint } from './relevance.ts';
import { multiplyBipartiteBlock, multiplySimilarity, normalizeRows, type MultiplyRows } from './similarity.ts';
import { mergeSimilar } from './softMatching.ts';

export interface CpuOptions {
  /** A faster product than a loop of JavaScript, where there is one. */
  multiply?: MultiplyRows;
}

/** Opens the CPU path; it holds no resources of its own. */
export function createCpuKernels({ multiply = declineToMultiply }: CpuOptions = {}): Kernels {
  return {
    device: { kind: 'cpu', adapter: 'JavaScript, float32', software: true },
    bytesInUse: 0,
    createBackend: (source) => Promise.resolve(new CpuBackend(source, multiply)),
    destroy: () => undefined,
  };
}

const declineToMultiply: MultiplyRows = () => Promise.resolve(null);

class CpuBackend implements Backend {
  readonly n: number;
  readonly d: number;
  private readonly multiply: MultiplyRows;
  private readonly tokens: Float32Array;
  private readonly joint: (UnitJoint & { norms: Float32Array }) | null;
  private similarities: Promise<Float32Array> | null = null;
  private edges: EdgeSums | null = null;
  private relevance: Float32Array;
  private inference: GreedyInference | null = null;
  /** Timings of work done since the last `execute`, reported with the next. */
  private pendingTimings: Timing[] = [];

  constructor(source: WorkspaceSource, multiply: MultiplyRows) {
    this.multiply = multiply;
    this.n = source.n;
    this.d = source.d;
    this.tokens = requireMemory(source.tokens);
    this.relevance = new Float32Array(source.n).fill(1);
    this.joint = source.joint && normalizeJoint(requireMemory(source.joint.data), source.n, source.joint.e);
  }

  async execute(plan: StagePlan): Promise<StageResults> {
    const { degrees, scores, relevance, greedy } = plan;
    // Computed up front, so that its time is not part of another stage's.
    const similarity = degrees || greedy ? await this.similarity() : null;
    const timings = this.pendingTimings;
    this.pendingTimings = [];
    const results: StageResults = { redundancy: null, relevance: null, greedy: null, timings };
    if (degrees || scores) {
      measure('redundancy', timings, () => {
        if (degrees && similarity) this.edges = sumEdges(similarity, this.n, degrees.graph, degrees.threshold);
        if (!this.edges) throw new Error('Scores were asked for before any edges had been counted.');
        if (scores) results.redundancy = scoreEdges(this.edges, scores.threshold, scores.gamma);
      });
    }
    if (relevance) {
      measure('relevance', timings, () => {
        results.relevance = computeRelevance(relevance, this.n, this.joint);
        this.relevance = results.relevance.normalized;
      });
    }
    if (greedy && similarity) {
      measure('greedy', timings, () => {
        if (greedy.from === 0 || !this.inference) {
          this.inference = new GreedyInference({ similarity, relevance: this.relevance, ...greedy });
        }
        results.greedy = this.inference.extend(greedy.count);
      });
    }
    return results;
  }

  async similarityAmong(indices: Uint32Array): Promise<Float32Array> {
    const similarity = await this.similarity();
    const k = indices.length;
    const among = new Float32Array(k * k);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) among[a * k + b] = similarity[indices[a] * this.n + indices[b]];
    }
    return among;
  }

  async similarityHistogram(bins: number): Promise<Uint32Array> {
    const similarity = await this.similarity();
    return measure('histogram', this.pendingTimings, () => countSimilarities(similarity, this.n, bins));
  }

  async readGeometry(): Promise<TokenGeometry> {
    const { norms } = normalizeRows(this.tokens, this.n, this.d);
    return { n: this.n, similarity: (await this.similarity()).slice(), norms };
  }

  readJointNorms(): Promise<Float32Array | null> {
    return Promise.resolve(this.joint && this.joint.norms.slice());
  }

  async orderFarthest(count: number): Promise<SearchOrder> {
    return orderFarthest(await this.similarity(), this.n, count);
  }

  async orderCovering(plan: CoverPlan): Promise<SearchOrder> {
    const similarity = plan.similarityRows ? await this.similarity() : new Float32Array(0);
    return orderCovering(() => similarity, this.n, plan);
  }

  async mergeSimilar(plan: MergePlan): Promise<Merging> {
    return mergeSimilar(await this.readGeometry(), plan);
  }

  async clusterTokens(plan: ClusterPlan): Promise<Clusters> {
    return clusterTokens(await this.readGeometry(), this.d, plan);
  }

  async measureGraph(graph: Graph, { threshold, gamma, repeat }: GraphMeasurement): Promise<GraphTime> {
    const { n, d, multiply } = this;
    const { unit, isZero } = normalizeRows(this.tokens, n, d);
    const start = performance.now();
    for (let run = 0; run < repeat; run++) {
      const edges =
        graph === 'full'
          ? sumEdges(await multiplySimilarity(multiply, unit, isZero, n, d), n, graph, threshold)
          : sumBlockEdges(await multiplyBipartiteBlock(multiply, unit, n, d), n, threshold);
      scoreEdges(edges, threshold, gamma);
    }
    return { milliseconds: (performance.now() - start) / repeat, clock: 'wall' };
  }

  destroy(): void {
    this.similarities = null;
    this.inference = null;
  }

  private similarity(): Promise<Float32Array> {
    this.similarities ??= this.computeSimilarity().catch((error: unknown) => {
      this.similarities = null;
      throw error;
    });
    return this.similarities;
  }

  private async computeSimilarity(): Promise<Float32Array> {
    const start = performance.now();
    const { unit, isZero } = normalizeRows(this.tokens, this.n, this.d);
    const similarity = await multiplySimilarity(this.multiply, unit, isZero, this.n, this.d);
    this.pendingTimings.push(timeSince(start, 'similarity'));
    return similarity;
  }
}

function normalizeJoint(rows: Float32Array, n: number, e: number): UnitJoint & { norms: Float32Array } {
  const { unit, norms } = normalizeRows(rows, n, e);
  return { e, data: unit, norms };
}

function measure<Value>(stage: Stage, timings: Timing[], work: () => Value): Value {
  const start = performance.now();
  const value = work();
  timings.push(timeSince(start, stage));
  return value;
}

function timeSince(start: number, stage: Stage): Timing {
  return { stage, milliseconds: performance.now() - start, device: 'cpu', clock: 'wall' };
}

function requireMemory(data: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('The tokens are in GPU memory; the CPU path needs them read back first.');
}

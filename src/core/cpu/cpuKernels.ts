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
import { computeBipartiteBlock, computeSimilarity, normalizeRows } from './similarity.ts';
import { mergeSimilar } from './softMatching.ts';

/** Opens the CPU path; it holds no resources of its own. */
export function createCpuKernels(): Kernels {
  return {
    device: { kind: 'cpu', adapter: 'JavaScript, float32', software: true },
    createBackend: (source) => Promise.resolve(new CpuBackend(source)),
    destroy: () => undefined,
  };
}

class CpuBackend implements Backend {
  readonly n: number;
  readonly d: number;
  private readonly tokens: Float32Array;
  private readonly joint: (UnitJoint & { norms: Float32Array }) | null;
  private similarityMatrix: Float32Array | null = null;
  private edges: EdgeSums | null = null;
  private relevance: Float32Array;
  private inference: GreedyInference | null = null;
  /** Timings of work done since the last `execute`, reported with the next. */
  private pendingTimings: Timing[] = [];

  constructor(source: WorkspaceSource) {
    this.n = source.n;
    this.d = source.d;
    this.tokens = requireMemory(source.tokens);
    this.relevance = new Float32Array(source.n).fill(1);
    this.joint = source.joint && normalizeJoint(requireMemory(source.joint.data), source.n, source.joint.e);
  }

  execute(plan: StagePlan): Promise<StageResults> {
    const { degrees, scores, relevance, greedy } = plan;
    // Computed up front, so that its time is not part of another stage's.
    if (degrees || greedy) this.similarity();
    const timings = this.pendingTimings;
    this.pendingTimings = [];
    const results: StageResults = { redundancy: null, relevance: null, greedy: null, timings };
    if (degrees || scores) {
      measure('redundancy', timings, () => {
        if (degrees || !this.edges) this.edges = this.sumEdges(degrees);
        if (scores) results.redundancy = scoreEdges(this.edges, scores.threshold, scores.gamma);
      });
    }
    if (relevance) {
      measure('relevance', timings, () => {
        results.relevance = computeRelevance(relevance, this.n, this.joint);
        this.relevance = results.relevance.normalized;
      });
    }
    if (greedy) {
      measure('greedy', timings, () => {
        if (greedy.from === 0 || !this.inference) {
          this.inference = new GreedyInference({ similarity: this.similarity(), relevance: this.relevance, ...greedy });
        }
        results.greedy = this.inference.extend(greedy.count);
      });
    }
    return Promise.resolve(results);
  }

  similarityAmong(indices: Uint32Array): Promise<Float32Array> {
    const similarity = this.similarity();
    const k = indices.length;
    const among = new Float32Array(k * k);
    for (let a = 0; a < k; a++) {
      for (let b = 0; b < k; b++) among[a * k + b] = similarity[indices[a] * this.n + indices[b]];
    }
    return Promise.resolve(among);
  }

  similarityHistogram(bins: number): Promise<Uint32Array> {
    return Promise.resolve(this.countSimilarities(bins));
  }

  readGeometry(): Promise<TokenGeometry> {
    const { norms } = normalizeRows(this.tokens, this.n, this.d);
    return Promise.resolve({ n: this.n, similarity: this.similarity().slice(), norms });
  }

  readJointNorms(): Promise<Float32Array | null> {
    return Promise.resolve(this.joint && this.joint.norms.slice());
  }

  async orderFarthest(count: number): Promise<SearchOrder> {
    return orderFarthest(this.similarity(), this.n, count);
  }

  async orderCovering(plan: CoverPlan): Promise<SearchOrder> {
    return orderCovering(() => this.similarity(), this.n, plan);
  }

  async mergeSimilar(plan: MergePlan): Promise<Merging> {
    return mergeSimilar(await this.readGeometry(), plan);
  }

  async clusterTokens(plan: ClusterPlan): Promise<Clusters> {
    return clusterTokens(await this.readGeometry(), this.d, plan);
  }

  measureGraph(graph: Graph, { threshold, gamma, repeat }: GraphMeasurement): Promise<GraphTime> {
    const { n, d } = this;
    const { unit, isZero } = normalizeRows(this.tokens, n, d);
    const start = performance.now();
    for (let run = 0; run < repeat; run++) {
      const edges =
        graph === 'full'
          ? sumEdges(computeSimilarity(unit, isZero, n, d), n, graph, threshold)
          : sumBlockEdges(computeBipartiteBlock(unit, n, d), n, threshold);
      scoreEdges(edges, threshold, gamma);
    }
    return Promise.resolve({ milliseconds: (performance.now() - start) / repeat, clock: 'wall' });
  }

  destroy(): void {
    this.similarityMatrix = null;
    this.inference = null;
  }

  private sumEdges(degrees: StagePlan['degrees']): EdgeSums {
    if (!degrees) throw new Error('Scores were asked for before any edges had been counted.');
    return sumEdges(this.similarity(), this.n, degrees.graph, degrees.threshold);
  }

  private countSimilarities(bins: number): Uint32Array {
    const similarity = this.similarity();
    return measure('histogram', this.pendingTimings, () => countSimilarities(similarity, this.n, bins));
  }

  private similarity(): Float32Array {
    if (this.similarityMatrix) return this.similarityMatrix;
    return measure('similarity', this.pendingTimings, () => {
      const { unit, isZero } = normalizeRows(this.tokens, this.n, this.d);
      this.similarityMatrix = computeSimilarity(unit, isZero, this.n, this.d);
      return this.similarityMatrix;
    });
  }
}

function normalizeJoint(rows: Float32Array, n: number, e: number): UnitJoint & { norms: Float32Array } {
  const { unit, norms } = normalizeRows(rows, n, e);
  return { e, data: unit, norms };
}

function measure<Value>(stage: Stage, timings: Timing[], work: () => Value): Value {
  const start = performance.now();
  const value = work();
  timings.push({ stage, milliseconds: performance.now() - start, device: 'cpu', clock: 'wall' });
  return value;
}

function requireMemory(data: TensorData): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('The tokens are in GPU memory; the CPU path needs them read back first.');
}

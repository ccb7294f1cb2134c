/**
 * One token range on the GPU: unit tokens, similarities, scores and greedy state stay on the device between calls;
 * every call is one submission and one readback.
 */
import type {
  Backend,
  Graph,
  GraphMeasurement,
  GraphTime,
  StagePlan,
  StageResults,
  Timing,
  TokenGeometry,
  WorkspaceSource,
} from '../core/kernels.ts';
import type { ClusterPlan, Clusters, CoverPlan, MergePlan, Merging, SearchOrder } from '../core/searches.ts';
import type { BufferAllocator } from './buffers.ts';
import { countExpected, GreedyState, readOrder } from './greedyState.ts';
import type { KernelSet } from './kernelSet.ts';
import { measureGraph } from './measureGraph.ts';
import { RangeContext } from './rangeContext.ts';
import { RedundancyStage } from './redundancyStage.ts';
import { RelevanceStage } from './relevanceStage.ts';
import { clusterTokens } from './searches/densityPeaks.ts';
import { orderCovering } from './searches/facilityLocation.ts';
import { orderFarthest } from './searches/farthestPoint.ts';
import { mergeSimilar } from './searches/softMatching.ts';
import { Session, type Recording } from './session.ts';
import { Similarities } from './similarities.ts';
import { readGeometry, readSimilarityAmong, readSimilarityHistogram } from './similarityReads.ts';
import { prepareRows } from './tokens.ts';

/** What the stages of Script keep on the device between calls. */
interface Stages {
  redundancy: RedundancyStage;
  relevance: RelevanceStage;
  greedy: GreedyState;
}

export interface GpuBackendOptions {
  /** Most bytes of S to store where some of its rows would do; whatever one binding takes by default. */
  storedLimit?: number;
}

/**
 * Uploads a token range and normalizes it.
 * @param allocator released as a whole when the range is destroyed or cannot be opened
 * @throws Error if the data do not have the announced size, do not fit the device, or are not on it
 */
export async function openGpuBackend(
  allocator: BufferAllocator,
  kernels: KernelSet,
  source: WorkspaceSource,
  options: GpuBackendOptions = {},
): Promise<Backend> {
  try {
    return await openBackend(allocator, kernels, source, options);
  } catch (error) {
    allocator.releaseAll();
    throw error;
  }
}

async function openBackend(
  allocator: BufferAllocator,
  kernels: KernelSet,
  { n, d, tokens, joint }: WorkspaceSource,
  { storedLimit }: GpuBackendOptions,
): Promise<Backend> {
  if (n < 1 || d < 1) throw new Error(`Tokens: expected at least one token of one dimension, got ${n} x ${d}.`);
  const session = await Session.create(allocator);
  const tokenRows = await prepareRows(allocator, 'tokens', tokens, [n, d]);
  const jointRows = joint && (await prepareRows(allocator, 'joint embeddings', joint.data, [n, joint.e]));
  const { timings } = await session.run(({ pass }) => {
    pass('normalize', (kernelPass) => {
      for (const rows of [tokenRows, jointRows]) {
        if (rows) kernels.normalizeRows.encode(kernelPass, rows.source, rows.columns, rows.target);
      }
    });
  });
  tokenRows.releaseSource();
  jointRows?.releaseSource();

  const unitJoint = jointRows && { ...jointRows.target, columns: jointRows.columns };
  const similarities = new Similarities(allocator, kernels, tokenRows.target, storedLimit);
  const stages = {
    redundancy: await RedundancyStage.create(allocator, kernels, n),
    relevance: await RelevanceStage.create(allocator, kernels, n, unitJoint),
    greedy: new GreedyState(allocator, kernels.greedy, n),
  };
  const normalization = timings.filter(({ stage }) => stage === 'normalize');
  return new GpuBackend(new RangeContext(allocator, kernels, session, similarities), d, stages, normalization);
}

class GpuBackend implements Backend {
  readonly n: number;
  readonly d: number;
  private readonly range: RangeContext;
  private readonly stages: Stages;
  /** Timings of work done since the last `execute`, reported with the next. */
  private pendingTimings: Timing[];

  constructor(range: RangeContext, d: number, stages: Stages, timings: Timing[]) {
    this.n = range.n;
    this.d = d;
    this.range = range;
    this.stages = stages;
    this.pendingTimings = timings;
  }

  async execute(requested: StagePlan, signal?: AbortSignal): Promise<StageResults> {
    const { session, similarities } = this.range;
    const { redundancy, relevance, greedy } = this.stages;
    const plan = { ...requested, greedy: requested.greedy && greedy.clip(requested.greedy) };
    await this.prepare(plan, signal);

    const { readback } = session;
    const redundancyTickets = plan.scores && redundancy.request(readback);
    const relevanceTickets = plan.relevance && relevance.request(readback, plan.relevance);
    const greedyTickets = plan.greedy && greedy.request(readback, plan.greedy);
    const roundTrip = await this.range.run((recording) => {
      redundancy.encode(recording, plan, similarities);
      if (plan.relevance) relevance.encode(recording, plan.relevance);
      if (plan.greedy) this.encodeGreedy(recording, plan.greedy);
    });
    greedy.releaseOutgrown();
    relevance.releaseQuery();

    const { bytes } = roundTrip;
    const timings = [...this.pendingTimings, ...roundTrip.timings];
    this.pendingTimings = [];
    return {
      redundancy: redundancyTickets && redundancy.read(roundTrip, redundancyTickets),
      relevance: relevanceTickets && relevance.read(roundTrip, relevanceTickets),
      greedy:
        plan.greedy &&
        greedyTickets &&
        readOrder(bytes(greedyTickets.trace), bytes(greedyTickets.candidates), plan.greedy.stop),
      timings,
    };
  }

  similarityAmong(indices: Uint32Array): Promise<Float32Array> {
    return readSimilarityAmong(this.range, indices);
  }

  async similarityHistogram(bins: number, signal?: AbortSignal): Promise<Uint32Array> {
    const { counts, timings } = await readSimilarityHistogram(this.range, bins, signal);
    this.pendingTimings.push(...timings);
    return counts;
  }

  readGeometry(): Promise<TokenGeometry> {
    return readGeometry(this.range);
  }

  async readJointNorms(): Promise<Float32Array | null> {
    const { joint } = this.stages.relevance;
    if (!joint) return null;
    const ticket = this.range.session.readback.request(joint.norms, 0, 4 * this.n);
    const { bytes } = await this.range.run(() => undefined);
    return new Float32Array(bytes(ticket));
  }

  measureGraph(graph: Graph, measurement: GraphMeasurement): Promise<GraphTime> {
    return measureGraph(this.range, graph, measurement);
  }

  orderFarthest(count: number): Promise<SearchOrder> {
    return orderFarthest(this.range, count);
  }

  orderCovering(plan: CoverPlan): Promise<SearchOrder> {
    return orderCovering(this.range, plan);
  }

  mergeSimilar(plan: MergePlan): Promise<Merging> {
    return mergeSimilar(this.range, plan);
  }

  clusterTokens(plan: ClusterPlan): Promise<Clusters> {
    return clusterTokens(this.range, this.d, plan);
  }

  destroy(): void {
    this.range.session.destroy();
    this.range.allocator.releaseAll();
  }

  /** Allocates what a plan needs; the submission itself must not wait for anything. */
  private async prepare({ degrees, relevance, greedy }: StagePlan, signal?: AbortSignal): Promise<void> {
    // S first, where it is stored: then B lies in it.
    if (greedy) await this.range.preparePicked(countExpected(greedy, this.n), signal);
    if (degrees) await this.range.prepareSimilarities(degrees.graph, signal);
    if (relevance) await this.stages.relevance.prepare(relevance);
    if (greedy) await this.stages.greedy.prepare(greedy);
  }

  private encodeGreedy(recording: Recording, plan: NonNullable<StagePlan['greedy']>): void {
    const { relevance, greedy } = this.stages;
    greedy.encodeGrowth(recording.encoder, plan);
    recording.pass('greedy', (kernelPass) =>
      greedy.encode(
        kernelPass,
        plan,
        { norms: this.range.similarities.tokens.norms, relevance: relevance.normalized },
        this.range.similarities,
      ),
    );
  }
}

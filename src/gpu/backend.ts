/**
 * One token range on the GPU: unit tokens, similarities, scores and greedy state stay on the device between calls;
 * every call is one submission and one readback.
 */
import {
  MAXIMUM_RUNS,
  type Backend,
  type Graph,
  type GraphMeasurement,
  type GraphTime,
  type StagePlan,
  type StageResults,
  type Timing,
  type TokenGeometry,
  type WorkspaceSource,
} from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import { GreedyState, readOrder } from './greedyState.ts';
import type { KernelSet } from './kernelSet.ts';
import { MAXIMUM_BINS } from './kernels/similarityHistogram.ts';
import { RedundancyStage } from './redundancyStage.ts';
import { RelevanceStage } from './relevanceStage.ts';
import { Session, type Recording } from './session.ts';
import { Similarities } from './similarities.ts';
import { prepareRows } from './tokens.ts';

/** Everything a token range keeps on the device. */
interface DeviceState {
  session: Session;
  similarities: Similarities;
  redundancy: RedundancyStage;
  relevance: RelevanceStage;
  greedy: GreedyState;
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
): Promise<Backend> {
  try {
    return await openBackend(allocator, kernels, source);
  } catch (error) {
    allocator.releaseAll();
    throw error;
  }
}

async function openBackend(
  allocator: BufferAllocator,
  kernels: KernelSet,
  { n, d, tokens, joint }: WorkspaceSource,
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
  const state = {
    session,
    similarities: new Similarities(allocator, kernels.similarity, tokenRows.target),
    redundancy: await RedundancyStage.create(allocator, kernels, n),
    relevance: await RelevanceStage.create(allocator, kernels, n, unitJoint),
    greedy: new GreedyState(allocator, kernels.greedy, n),
  };
  const normalization = timings.filter(({ stage }) => stage === 'normalize');
  return new GpuBackend(allocator, kernels, { n, d }, state, normalization);
}

class GpuBackend implements Backend {
  readonly n: number;
  readonly d: number;
  private readonly allocator: BufferAllocator;
  private readonly kernels: KernelSet;
  private readonly state: DeviceState;
  /** Timings of work done since the last `execute`, reported with the next. */
  private pendingTimings: Timing[];

  constructor(
    allocator: BufferAllocator,
    kernels: KernelSet,
    { n, d }: { n: number; d: number },
    state: DeviceState,
    timings: Timing[],
  ) {
    this.n = n;
    this.d = d;
    this.allocator = allocator;
    this.kernels = kernels;
    this.state = state;
    this.pendingTimings = timings;
  }

  async execute(requested: StagePlan): Promise<StageResults> {
    const { session, similarities, redundancy, relevance, greedy } = this.state;
    const plan = { ...requested, greedy: requested.greedy && greedy.clip(requested.greedy) };
    await this.prepare(plan);

    const { readback } = session;
    const redundancyTickets = plan.scores && redundancy.request(readback);
    const relevanceTickets = plan.relevance && relevance.request(readback, plan.relevance);
    const greedyTickets = plan.greedy && greedy.request(readback, plan.greedy);
    const roundTrip = await this.run((recording) => {
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

  async similarityAmong(indices: Uint32Array): Promise<Float32Array> {
    const { session, similarities } = this.state;
    const k = indices.length;
    const outside = indices.find((index) => index >= this.n);
    if (outside !== undefined) throw new Error(`Similarity among tokens: there is no token ${outside} of ${this.n}.`);
    if (k === 0) return new Float32Array(0);
    await similarities.prepare('full');
    const tokens = await this.allocator.upload('chosen tokens', indices);
    const block = await this.allocator.allocate('similarities among chosen tokens', 4 * k * k);
    try {
      const ticket = session.readback.request(block, 0, 4 * k * k);
      const { bytes } = await this.run(({ pass }) => {
        const buffers = { tokens, similarities: similarities.requireFull(), block };
        pass('similarity', (kernelPass) => this.kernels.similarityAmong.encode(kernelPass, { n: this.n, k }, buffers));
      });
      return new Float32Array(bytes(ticket));
    } finally {
      this.allocator.release(tokens);
      this.allocator.release(block);
    }
  }

  async similarityHistogram(bins: number): Promise<Uint32Array> {
    const { session, similarities } = this.state;
    if (!Number.isInteger(bins) || bins < 1 || bins > MAXIMUM_BINS) {
      throw new Error(`Similarity histogram: expected 1 to ${MAXIMUM_BINS} bins, got ${bins}.`);
    }
    // S rather than B: what follows the opening of an image needs all of S, and B can be read from within it.
    await similarities.prepare('full');
    const window = similarities.window('bipartite');
    if (!window) return new Uint32Array(bins);
    const histogram = await this.allocator.allocate('similarity histogram', 4 * bins);
    try {
      const ticket = session.readback.request(histogram, 0, 4 * bins);
      const { bytes, timings } = await this.run(({ pass }) => {
        pass('histogram', (kernelPass) =>
          this.kernels.similarityHistogram.encode(kernelPass, window, bins, histogram),
        );
      });
      this.pendingTimings.push(...timings.filter(({ stage }) => stage !== 'submission'));
      return new Uint32Array(bytes(ticket));
    } finally {
      this.allocator.release(histogram);
    }
  }

  async readGeometry(): Promise<TokenGeometry> {
    const { session, similarities } = this.state;
    await similarities.prepare('full');
    const similarityTicket = session.readback.request(similarities.requireFull(), 0, 4 * this.n * this.n);
    const normsTicket = session.readback.request(similarities.tokens.norms, 0, 4 * this.n);
    const { bytes } = await this.run(() => undefined);
    const [similarity, norms] = [similarityTicket, normsTicket].map((ticket) => new Float32Array(bytes(ticket)));
    return { n: this.n, similarity, norms };
  }

  async measureGraph(graph: Graph, { threshold, gamma, repeat }: GraphMeasurement): Promise<GraphTime> {
    if (!Number.isInteger(repeat) || repeat < 1 || repeat > MAXIMUM_RUNS) {
      throw new Error(`Measuring a graph: expected 1 to ${MAXIMUM_RUNS} runs at a time, got ${repeat}.`);
    }
    const scratch = this.allocator.fork();
    try {
      const similarities = new Similarities(scratch, this.kernels.similarity, this.state.similarities.tokens);
      const redundancy = await RedundancyStage.create(scratch, this.kernels, this.n);
      await similarities.prepare(graph);
      // One pass for all runs: pages see the clock of the GPU in steps of 0.1 ms.
      const { timings } = await this.state.session.run(({ pass }) =>
        pass('redundancy', (kernelPass) => {
          for (let run = 0; run < repeat; run++) {
            similarities.encode(kernelPass);
            redundancy.encodeRun(kernelPass, graph, { threshold, gamma }, similarities);
          }
        }),
      );
      // Without timestamps there is the submission alone.
      const [{ milliseconds, clock }] = timings;
      return { milliseconds: milliseconds / repeat, clock };
    } finally {
      scratch.releaseAll();
    }
  }

  destroy(): void {
    this.state.session.destroy();
    this.allocator.releaseAll();
  }

  /** Allocates what a plan needs; the submission itself must not wait for anything. */
  private async prepare({ degrees, relevance, greedy }: StagePlan): Promise<void> {
    const graph: Graph | null = greedy ? 'full' : (degrees?.graph ?? null);
    if (graph) await this.state.similarities.prepare(graph);
    if (relevance) await this.state.relevance.prepare(relevance);
    if (greedy) await this.state.greedy.prepare(greedy);
  }

  /** One round trip, which computes similarities first if they are missing. */
  private async run(encode: (recording: Recording) => void): ReturnType<Session['run']> {
    const { session, similarities } = this.state;
    try {
      return await session.run((recording) => {
        if (similarities.isStale) recording.pass('similarity', (kernelPass) => similarities.encode(kernelPass));
        encode(recording);
      });
    } catch (error) {
      similarities.forget();
      throw error;
    }
  }

  private encodeGreedy(recording: Recording, plan: NonNullable<StagePlan['greedy']>): void {
    const { similarities, relevance, greedy } = this.state;
    greedy.encodeGrowth(recording.encoder, plan);
    recording.pass('greedy', (kernelPass) =>
      greedy.encode(kernelPass, plan, {
        similarities: similarities.requireFull(),
        relevance: relevance.normalized,
      }),
    );
  }
}

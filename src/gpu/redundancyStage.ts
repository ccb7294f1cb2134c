/**
 * Graph-structured redundancy of one token range (Eq. 8-9) on the device.
 */
import type { Graph, Redundancy, StagePlan } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { KernelPass } from './kernel.ts';
import { TOTALS_PER_TOKEN, type BipartiteDegree } from './kernels/bipartiteDegree.ts';
import type { RedundancyBuffers, RedundancyScore } from './kernels/redundancyScore.ts';
import type { Readback, Ticket } from './readback.ts';
import type { Recording, RoundTrip } from './session.ts';
import type { Similarities } from './similarities.ts';

interface Tickets {
  degree: Ticket;
  meanSimilarity: Ticket;
  score: Ticket;
}

export class RedundancyStage {
  private readonly kernels: { bipartiteDegree: BipartiteDegree; redundancyScore: RedundancyScore };
  private readonly n: number;
  private readonly buffers: RedundancyBuffers;
  private graph: Graph | null = null;

  private constructor(
    kernels: { bipartiteDegree: BipartiteDegree; redundancyScore: RedundancyScore },
    n: number,
    buffers: RedundancyBuffers,
  ) {
    this.kernels = kernels;
    this.n = n;
    this.buffers = buffers;
  }

  static async create(
    allocator: BufferAllocator,
    kernels: { bipartiteDegree: BipartiteDegree; redundancyScore: RedundancyScore },
    n: number,
  ): Promise<RedundancyStage> {
    return new RedundancyStage(kernels, n, {
      totals: await allocator.allocate('edge totals', 4 * TOTALS_PER_TOKEN * n),
      meanSimilarity: await allocator.allocate('mean similarities', 4 * n),
      score: await allocator.allocate('redundancy scores', 4 * n),
    });
  }

  /** Counts edges anew and scores anew, each if the plan says so. */
  encode(recording: Recording, { degrees, scores }: Pick<StagePlan, 'degrees' | 'scores'>, similarities: Similarities): void {
    if (!degrees && !scores) return;
    if (degrees) {
      recording.encoder.clearBuffer(this.buffers.totals);
      this.graph = degrees.graph;
    }
    recording.pass('redundancy', (kernelPass) => {
      if (degrees) this.encodeDegrees(kernelPass, degrees, similarities);
      if (scores) this.encodeScores(kernelPass, scores);
    });
  }

  /** One run within an open pass. Totals go on adding up from run to run, so only the work of a run is right, not its sums. */
  encodeRun(kernelPass: KernelPass, graph: Graph, scores: NonNullable<StagePlan['scores']>, similarities: Similarities): void {
    this.graph = graph;
    this.encodeDegrees(kernelPass, { graph, threshold: scores.threshold }, similarities);
    this.encodeScores(kernelPass, scores);
  }

  request(readback: Readback): Tickets {
    const { totals, meanSimilarity, score } = this.buffers;
    return {
      degree: readback.request(totals, 0, 4 * this.n),
      meanSimilarity: readback.request(meanSimilarity, 0, 4 * this.n),
      score: readback.request(score, 0, 4 * this.n),
    };
  }

  read({ bytes }: RoundTrip, tickets: Tickets): Redundancy {
    return {
      degree: new Uint32Array(bytes(tickets.degree)),
      meanSimilarity: new Float32Array(bytes(tickets.meanSimilarity)),
      score: new Float32Array(bytes(tickets.score)),
    };
  }

  private encodeDegrees(
    kernelPass: KernelPass,
    { graph, threshold }: NonNullable<StagePlan['degrees']>,
    similarities: Similarities,
  ): void {
    const window = similarities.window(graph);
    if (!window) return;
    this.kernels.bipartiteDegree.encode(kernelPass, this.n, window, threshold, this.buffers.totals);
  }

  private encodeScores(kernelPass: KernelPass, scores: NonNullable<StagePlan['scores']>): void {
    if (!this.graph) throw new Error('Scores were asked for before any edges had been counted.');
    this.kernels.redundancyScore.encode(kernelPass, this.n, { graph: this.graph, ...scores }, this.buffers);
  }
}

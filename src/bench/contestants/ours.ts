/**
 * Our own kernels, on the GPU or on the CPU, through the interface that the page uses.
 */
import type { Backend, Kernels, Stage, StagePlan, StageResults, Timing, WorkspaceSource } from '../../core/kernels.ts';
import { openParts } from '../../core/openParts.ts';
import { stopResidual } from '../../core/numerics.ts';
import { runScript } from '../../core/script/runScript.ts';
import { DEFAULT_PARAMETERS } from '../../core/script/scriptParameters.ts';
import { time, type Contestant, type OpenContestant, type Outcome, type Repetition, type Sample } from '../contestant.ts';
import type { BenchInputs } from '../inputs.ts';

/** Brings rows to where the kernels compute. */
export interface TokenPlace {
  bring(inputs: BenchInputs): Promise<WorkspaceSource>;
  /** Frees what was brought. */
  free(): void;
}

type About = Pick<Contestant, 'id' | 'title' | 'processor' | 'note'>;

export function createOurContestant(about: About, kernels: Kernels, place: TokenPlace): Contestant {
  return { ...about, halves: true, open: (inputs) => open(kernels, place, inputs) };
}

async function open(kernels: Kernels, place: TokenPlace, inputs: BenchInputs): Promise<OpenContestant> {
  const source = await place.bring(inputs);
  return {
    async repeat(wantsOutcome): Promise<Repetition> {
      const backend = await kernels.createBackend(source);
      const kernelByKernel = await measureKernels(backend, inputs, wantsOutcome).finally(() => backend.destroy());
      const endToEnd = await measureEndToEnd(kernels, source, inputs);
      return { ...kernelByKernel, samples: { ...kernelByKernel.samples, endToEnd } };
    },
    close: () => Promise.resolve(place.free()),
  };
}

/** One round trip per kernel, on unit tokens that are there already. */
async function measureKernels(backend: Backend, { size, query, checked }: BenchInputs, wantsOutcome: boolean): Promise<Repetition> {
  const { threshold, gamma, graph, epsilon, relevanceExponent } = DEFAULT_PARAMETERS;
  const run = (plan: Partial<StagePlan>) => time(() => backend.execute({ degrees: null, scores: null, relevance: null, greedy: null, ...plan }));
  const greedy = { from: 0, epsilon, stop: stopResidual(epsilon), relevanceExponent };

  // All of S is computed for the first pick, which costs next to nothing beside it.
  const first = await run({ greedy: { ...greedy, count: 1 } });
  const relevance = await run({ relevance: { kind: 'question', id: query.id, embeddings: query.embeddings, invert: false } });
  const redundancy = await run({ degrees: { graph, threshold }, scores: { threshold, gamma } });
  const order = await run({ greedy: { ...greedy, count: size.k } });

  const outcome: Outcome = {
    similarity: wantsOutcome ? await backend.similarityAmong(checked) : undefined,
    relevance: relevance.value.relevance?.normalized,
    redundancy: redundancy.value.redundancy?.score,
    order: order.value.greedy?.order,
    gains: order.value.greedy?.gains,
  };
  // Where similarities are not stored, they are computed inside the other kernels and have no time of their own.
  const isStored = first.value.timings.some(({ stage }) => stage === 'similarity') || first.value.timings.every(({ stage }) => stage === 'submission');
  return {
    samples: {
      ...(isStored && { similarity: toSample('similarity', first) }),
      relevance: toSample('relevance', relevance),
      redundancy: toSample('redundancy', redundancy),
      greedy: toSample('greedy', order),
    },
    outcome,
  };
}

/** From tokens on the device to the selected indices, normalization included. */
async function measureEndToEnd(kernels: Kernels, source: WorkspaceSource, { size, query }: BenchInputs): Promise<Sample> {
  const { wall, value } = await time(async () => {
    const parts = await openParts(kernels, source, 1);
    try {
      return await runScript({ n: size.n, parts, query }, { ...DEFAULT_PARAMETERS, budget: size.k });
    } finally {
      for (const { workspace } of parts) workspace.destroy();
    }
  });
  return { wall, gpu: sumGpu(value.timings) };
}

/** On the CPU path a stage has a wall time of its own; on a GPU it is the round trip. */
function toSample(stage: Stage, { wall, value }: { wall: number; value: StageResults }): Sample {
  const own = value.timings.find((timing) => timing.stage === stage && timing.device === 'cpu');
  return { wall: own?.milliseconds ?? wall, gpu: sumGpu(value.timings.filter((timing) => timing.stage === stage)) };
}

function sumGpu(timings: readonly Timing[]): number | null {
  const stamped = timings.filter(({ clock }) => clock === 'gpu-timestamp');
  return stamped.length === 0 ? null : stamped.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
}

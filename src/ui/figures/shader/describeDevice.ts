import type { Stage, Timing } from '../../../core/kernels.ts';
import type { EngineState } from '../../../state/store.ts';
import { formatMilliseconds } from '../../format.ts';
import type { ShaderKernel } from './shaderKernel.ts';
import { SIMILARITY_FILES } from './shaderKernels.ts';

/** Who computes what a shader stands for: the GPU that runs it, or the JavaScript loops in its place. */
export function describeDevice(engine: EngineState, { file, stage }: Pick<ShaderKernel, 'file' | 'stage'>, timings: Partial<Record<Stage, Timing>>): string {
  switch (engine.status) {
    case 'starting':
      return 'The engine is starting; which device computes is not known yet.';
    case 'failed':
      return 'The engine did not start; this is what a GPU would run.';
    case 'ready': {
      const { kind, adapter, software, similarity } = engine.start.kernels;
      const time = describeTime(stage, timings);
      if (kind === 'cpu') return `On this device the float32 JavaScript path computes this; the shader is what a GPU would run for it.${time}`;
      const running = similarity && SIMILARITY_FILES[similarity];
      if (running && running !== file && Object.values(SIMILARITY_FILES).some((known) => known === file)) {
        return `On ${adapter}, ${running} runs in its place, with the same results.${time}`;
      }
      return `It runs on ${adapter}${software ? ', a software adapter' : ''}.${time}`;
    }
    default:
      return engine satisfies never;
  }
}

function describeTime(stage: Stage | null, timings: Partial<Record<Stage, Timing>>): string {
  const timing = stage && timings[stage];
  if (!timing) return '';
  const clock = timing.clock === 'wall' ? 'wall clock' : 'GPU timestamps';
  return ` The stage “${timing.stage}” last took ${formatMilliseconds(timing.milliseconds)} (${clock}).`;
}

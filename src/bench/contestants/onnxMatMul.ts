/**
 * onnxruntime-web's MatMul for the similarity.
 */
import { inMemory, type Engine, type InputTensor, type Runtime } from '../../encoders/session.ts';
import type { TensorData } from '../../core/tokens.ts';
import { takeAmong, time, type Contestant, type OpenContestant, type Repetition } from '../contestant.ts';
import type { BenchInputs } from '../inputs.ts';
import { buildMatMulModel } from './matMulModel.ts';
import { makeUnitInputs, transpose } from './unitRows.ts';

export interface OnnxOptions {
  runtime: Runtime;
  engine: Engine;
  note: string;
  /** Brings an array to where the engine computes. */
  bring(label: string, data: Float32Array): Promise<TensorData>;
  /** Frees what was brought. */
  free(): void;
}

export function createOnnxContestant(options: OnnxOptions): Contestant {
  const { engine, note } = options;
  return {
    id: `onnxruntime-${engine}`,
    title: `onnxruntime-web, ${engine}`,
    processor: engine === 'webgpu' ? 'gpu' : 'cpu',
    note,
    halves: false,
    open: (inputs) => open(options, inputs),
  };
}

async function open({ runtime, engine, bring, free }: OnnxOptions, inputs: BenchInputs): Promise<OpenContestant> {
  const { size, checked } = inputs;
  const { n, d } = size;
  const { unit } = makeUnitInputs(inputs);
  const feeds: Record<string, InputTensor> = {
    rows: { type: 'float32', data: await bring('unit rows', unit), dims: [n, d] },
    columns: { type: 'float32', data: await bring('unit columns', transpose(unit, n, d)), dims: [d, n] },
  };
  const session = await runtime.createSession({ model: buildMatMulModel(n, d), engine });
  return {
    async repeat(wantsOutcome): Promise<Repetition> {
      const { wall } = await time(() => session.run(feeds, ['corner']));
      const outcome = wantsOutcome ? await session.run(feeds, ['product']) : null;
      return {
        samples: { similarity: { wall, gpu: null } },
        outcome: outcome ? { similarity: takeAmong(inMemory('product', outcome.product), n, checked) } : {},
      };
    },
    async close() {
      await session.release();
      free();
    },
  };
}

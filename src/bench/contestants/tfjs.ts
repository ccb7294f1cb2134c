/**
 * TensorFlow.js for similarity, relevance and the greedy loop, on one of its backends.
 */
import { DEFAULT_PARAMETERS } from '../../core/script/scriptParameters.ts';
import { takeAmong, time, type Contestant, type OpenContestant, type Repetition } from '../contestant.ts';
import type { BenchInputs } from '../inputs.ts';
import { makeUnitInputs, transpose } from './unitRows.ts';

/** The part of TensorFlow.js that is used here. Its packages are for development only, so nothing may import their types. */
export interface Tfjs {
  env(): { set(flag: string, value: boolean): void };
  setBackend(name: string): Promise<boolean>;
  ready(): Promise<void>;
  tensor1d(values: Float32Array): Tensor;
  tensor2d(values: Float32Array, shape: [number, number]): Tensor;
  scalar(value: number, type?: string): Tensor;
  matMul(a: Tensor, b: Tensor): Tensor;
  slice(x: Tensor, begin: number[], size: number[]): Tensor;
  gather(x: Tensor, indices: Tensor, axis?: number): Tensor;
  concat(tensors: Tensor[], axis: number): Tensor;
  stack(tensors: Tensor[]): Tensor;
  reshape(x: Tensor, shape: number[]): Tensor;
  argMax(x: Tensor): Tensor;
  oneHot(indices: Tensor, depth: number): Tensor;
  where(condition: Tensor, a: Tensor, b: Tensor): Tensor;
  cast(x: Tensor, type: string): Tensor;
  add(a: Tensor, b: Tensor): Tensor;
  sub(a: Tensor, b: Tensor): Tensor;
  mul(a: Tensor, b: Tensor): Tensor;
  div(a: Tensor, b: Tensor): Tensor;
  sqrt(x: Tensor): Tensor;
  square(x: Tensor): Tensor;
  min(x: Tensor): Tensor;
  max(x: Tensor): Tensor;
  tidy<Value>(work: () => Value): Value;
  dispose(tensors: Tensor[]): void;
}

export interface Tensor {
  data(): Promise<Float32Array | Int32Array | Uint8Array>;
  dispose(): void;
}

export type TfjsBackend = 'wasm' | 'webgpu';

export function createTfjsContestant(tf: Tfjs, backend: TfjsBackend, note: string): Contestant {
  return {
    id: `tfjs-${backend}`,
    title: `TensorFlow.js, ${backend}`,
    processor: backend === 'webgpu' ? 'gpu' : 'cpu',
    note,
    halves: false,
    open: (inputs) => open(tf, backend, inputs),
  };
}

async function open(tf: Tfjs, backend: TfjsBackend, inputs: BenchInputs): Promise<OpenContestant> {
  const { n, d, k } = inputs.size;
  await chooseBackend(tf, backend);
  const unitInputs = makeUnitInputs(inputs);
  const unit = tf.tensor2d(unitInputs.unit, [n, d]);
  // Made beforehand: multiplying by a matrix to be transposed takes the wasm backend ten times as long.
  const columns = tf.tensor2d(transpose(unitInputs.unit, n, d), [d, n]);
  const joint = tf.tensor2d(unitInputs.joint, [n, d]);
  const direction = tf.tensor2d(unitInputs.direction, [d, 1]);
  return {
    async repeat(wantsOutcome): Promise<Repetition> {
      await chooseBackend(tf, backend);
      const similarity = await time(() => waitFor(tf, tf.matMul(unit, columns), [1, 1]));
      const relevance = await time(() => waitFor(tf, computeRelevance(tf, joint, direction), [1]));
      const greedy = await time(() => orderGreedily(tf, similarity.value, relevance.value, { n, k }));
      const outcome = {
        similarity: wantsOutcome ? takeAmong(toFloats(await similarity.value.data()), n, inputs.checked) : undefined,
        relevance: toFloats(await relevance.value.data()),
        ...greedy.value,
      };
      tf.dispose([similarity.value, relevance.value]);
      return {
        samples: {
          similarity: { wall: similarity.wall, gpu: null },
          relevance: { wall: relevance.wall, gpu: null },
          greedy: { wall: greedy.wall, gpu: null },
        },
        outcome,
      };
    },
    close: () => Promise.resolve(tf.dispose([unit, columns, joint, direction])),
  };
}

/** @throws Error if the backend does not start here */
async function chooseBackend(tf: Tfjs, backend: TfjsBackend): Promise<void> {
  if (!(await tf.setBackend(backend))) throw new Error(`The ${backend} backend of TensorFlow.js did not start.`);
  await tf.ready();
}

/** Waits until a tensor is computed, by reading its first number. */
async function waitFor(tf: Tfjs, tensor: Tensor, corner: number[]): Promise<Tensor> {
  const first = tf.slice(tensor, corner.map(() => 0), corner);
  await first.data();
  first.dispose();
  return tensor;
}

/** Cosine with the question, min-max normalized (Eq. 3-4). */
function computeRelevance(tf: Tfjs, joint: Tensor, direction: Tensor): Tensor {
  return tf.tidy(() => {
    const raw = tf.reshape(tf.matMul(joint, direction), [-1]);
    const low = tf.min(raw);
    return tf.div(tf.sub(raw, low), tf.sub(tf.max(raw), low));
  });
}

interface GreedyTensors {
  residual: Tensor;
  /** f32[t, n]; null before the first pick. */
  columns: Tensor | null;
  pick: Tensor;
  gain: Tensor;
}

/** Greedy MAP inference (Eq. 10-11) with one group of tensor operations per pick and nothing read back before the end. */
async function orderGreedily(tf: Tfjs, similarity: Tensor, relevance: Tensor, { n, k }: { n: number; k: number }) {
  const picks: Tensor[] = [];
  const gains: Tensor[] = [];
  // The diagonal of S is 1.
  let residual = tf.square(relevance);
  let columns: Tensor | null = null;
  for (let step = 0; step < k; step++) {
    const next: GreedyTensors = tf.tidy(() => pickNext(tf, { similarity, relevance, residual, columns, n, step }));
    tf.dispose(columns ? [residual, columns] : [residual]);
    ({ residual, columns } = next);
    picks.push(next.pick);
    gains.push(next.gain);
  }
  const [allPicks, allGains] = [tf.stack(picks), tf.stack(gains)];
  const order = Uint32Array.from(await allPicks.data());
  const result = { order, gains: toFloats(await allGains.data()) };
  tf.dispose([...picks, ...gains, allPicks, allGains, residual, ...(columns ? [columns] : [])]);
  return result;
}

interface GreedyStep {
  similarity: Tensor;
  relevance: Tensor;
  residual: Tensor;
  columns: Tensor | null;
  n: number;
  step: number;
}

function pickNext(tf: Tfjs, { similarity, relevance, residual, columns, n, step }: GreedyStep): GreedyTensors {
  const pick = tf.argMax(residual);
  const at = tf.reshape(pick, [1]);
  const gain = tf.reshape(tf.gather(residual, at), []);
  const row = tf.reshape(tf.gather(similarity, at), [n]);
  let projection = tf.mul(tf.mul(row, relevance), tf.gather(relevance, at));
  if (columns) {
    const factors = tf.reshape(tf.gather(columns, at, 1), [1, step]);
    projection = tf.sub(projection, tf.reshape(tf.matMul(factors, columns), [n]));
  }
  const column = tf.div(projection, tf.sqrt(tf.add(gain, tf.scalar(DEFAULT_PARAMETERS.epsilon))));
  const isPicked = tf.cast(tf.reshape(tf.oneHot(at, n), [n]), 'bool');
  const left = tf.where(isPicked, tf.scalar(-1), tf.sub(residual, tf.square(column)));
  const asRow = tf.reshape(column, [1, n]);
  return { pick, gain, residual: left, columns: columns ? tf.concat([columns, asRow], 0) : asRow };
}

function toFloats(values: Float32Array | Int32Array | Uint8Array): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

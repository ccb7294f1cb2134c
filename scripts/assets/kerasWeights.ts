/**
 * Reads the ResNet-50 weights of a TensorFlow.js layers model and folds every batch normalization into its convolution.
 */
import { type Files, takeFile } from './tarballs.ts';

/** Convolution with bias: kernel f32[out, in, size, size] (ONNX order), bias f32[out]. */
export interface Convolution {
  outputs: number;
  inputs: number;
  size: number;
  kernel: Float32Array;
  bias: Float32Array;
}

/** Classifier: kernel f32[inputs, outputs], bias f32[outputs]. */
export interface Classifier {
  inputs: number;
  outputs: number;
  kernel: Float32Array;
  bias: Float32Array;
}

export interface KerasWeights {
  readConvolution(layer: string, normalization: string): Convolution;
  readClassifier(layer: string): Classifier;
}

interface WeightsGroup {
  paths: string[];
  weights: { name: string; shape: number[]; dtype: string }[];
}

/** Keras' own constant for ResNet-50; also in the model's topology. */
const BATCH_NORMALIZATION_EPSILON = 1e-3;

/** Opens the model whose model.json and shards lie in `folder` of the package. */
export function readKerasWeights(files: Files, folder: string): KerasWeights {
  const model = JSON.parse(new TextDecoder().decode(takeFile(files, `${folder}/model.json`))) as { weightsManifest: WeightsGroup[] };
  const tensors = new Map<string, { shape: number[]; data: Float32Array }>();
  for (const group of model.weightsManifest) readGroup(files, folder, group, tensors);

  const take = (name: string) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new Error(`The model has no weight "${name}".`);
    return tensor;
  };
  return {
    readConvolution: (layer, normalization) =>
      foldNormalization(take(`${layer}/kernel`), take(`${layer}/bias`).data, {
        gamma: take(`${normalization}/gamma`).data,
        beta: take(`${normalization}/beta`).data,
        mean: take(`${normalization}/moving_mean`).data,
        variance: take(`${normalization}/moving_variance`).data,
      }),
    readClassifier(layer) {
      const { shape, data } = take(`${layer}/kernel`);
      return { inputs: shape[0], outputs: shape[1], kernel: data, bias: take(`${layer}/bias`).data };
    },
  };
}

function readGroup(files: Files, folder: string, group: WeightsGroup, tensors: Map<string, { shape: number[]; data: Float32Array }>): void {
  const shards = group.paths.map((path) => takeFile(files, `${folder}/${path}`));
  const bytes = new Uint8Array(shards.reduce((total, shard) => total + shard.length, 0));
  let end = 0;
  for (const shard of shards) {
    bytes.set(shard, end);
    end += shard.length;
  }
  let offset = 0;
  for (const { name, shape, dtype } of group.weights) {
    if (dtype !== 'float32') throw new Error(`Weight "${name}" has type ${dtype}, expected float32.`);
    const count = shape.reduce((product, dim) => product * dim, 1);
    tensors.set(name, { shape, data: new Float32Array(bytes.buffer, offset, count) });
    offset += 4 * count;
  }
  if (offset !== bytes.length) throw new Error(`The weight shards hold ${bytes.length} bytes, expected ${offset}.`);
}

interface Normalization {
  gamma: Float32Array;
  beta: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
}

/** gamma (conv(x) + b - mean) / sqrt(variance + epsilon) + beta as one convolution; kernel from HWIO to OIHW. */
function foldNormalization(kernel: { shape: number[]; data: Float32Array }, bias: Float32Array, normalization: Normalization): Convolution {
  const [size, , inputs, outputs] = kernel.shape;
  const folded = new Float32Array(kernel.data.length);
  const foldedBias = new Float32Array(outputs);
  const area = size * size;
  for (let output = 0; output < outputs; output++) {
    const factor = normalization.gamma[output] / Math.sqrt(normalization.variance[output] + BATCH_NORMALIZATION_EPSILON);
    foldedBias[output] = (bias[output] - normalization.mean[output]) * factor + normalization.beta[output];
    for (let input = 0; input < inputs; input++) {
      for (let cell = 0; cell < area; cell++) {
        folded[(output * inputs + input) * area + cell] = kernel.data[(cell * inputs + input) * outputs + output] * factor;
      }
    }
  }
  return { outputs, inputs, size, kernel: folded, bias: foldedBias };
}

/**
 * Builds the starter's vision model: a dilated ResNet-50 with per-cell classification and its joint embedding as ONNX.
 */
import { encodeFloat16 } from '../../src/core/float16.ts';
import { DATA_TYPE, GraphBuilder } from './onnx.ts';
import type { Convolution, KerasWeights } from './kerasWeights.ts';

/** How kernels are stored; biases and label embeddings are always float32. */
export type Storage = 'float32' | 'float16' | 'int8';

/** The storage of every layer's kernel, by the layer's Keras name. */
export type ChooseStorage = (layer: string) => Storage;

/** f32[labels, dimensions], centred unit rows. */
export interface LabelEmbeddings {
  labels: number;
  dimensions: number;
  data: Float32Array;
}

const WIDTH = 2048;
/** Labels per cell that make its joint embedding. */
const TOP_LABELS = 10;

/** Blocks of a stage: letters of the Keras names; the stride sits in the first 1x1 of the stage's first block. */
const STAGES = [
  { stage: 2, blocks: 'abc', stride: 1, dilation: 1 },
  { stage: 3, blocks: 'abcd', stride: 2, dilation: 1 },
  { stage: 4, blocks: 'abcdef', stride: 2, dilation: 1 },
  // Keras strides here too; dilation instead keeps one cell for 16 x 16 pixels and the receptive field.
  { stage: 5, blocks: 'abc', stride: 1, dilation: 2 },
];

/**
 * The serialized model.
 * Input `pixels` f32[1, 3, height, width], both multiples of 16: BGR planes of 0 ... 255 minus the ImageNet means.
 * Outputs, with one cell for 16 x 16 pixels: `tokens` f32[cells, 2048]; `joint` f32[cells, 384], per cell the mean of the
 * embeddings of its ten best labels weighted by their renormalized probabilities (ConSE, Norouzi et al. 2014);
 * `classActivation` f32[cells], per cell the logit of the label that is best for the whole image (Zhou et al. 2016);
 * `classProbabilities` f32[1000] of the whole image.
 */
export function buildVisionModel(weights: KerasWeights, labels: LabelEmbeddings, storage: ChooseStorage): Uint8Array {
  const graph = new GraphBuilder();
  const features = addResNet(graph, weights, storage);
  const cells = graph.addNode('Reshape', 'cells', [features, graph.addIntegers('cells/shape', [WIDTH, -1])]);
  const tokens = graph.addNode('Transpose', 'cells/rows', [cells], { perm: [1, 0] });
  graph.addOutput('tokens', ['cells', WIDTH], tokens);

  const logits = addClassifier(graph, weights, storage, tokens);
  graph.addOutput('joint', ['cells', labels.dimensions], addJointEmbedding(graph, logits, labels));

  // The classifier is linear, so the mean of the cells' logits is what the original network gives.
  const imageLogits = graph.addNode('ReduceMean', 'image/logits', [logits], { axes: [0], keepdims: 0 });
  const bestLabel = graph.addNode('ArgMax', 'image/label', [imageLogits], { axis: 0, keepdims: 0 });
  graph.addOutput('classActivation', ['cells'], graph.addNode('Gather', 'image/activation', [logits, bestLabel], { axis: 1 }));
  graph.addOutput('classProbabilities', [labels.labels], graph.addNode('Softmax', 'image/probabilities', [imageLogits], { axis: 0 }));
  return graph.serialize('starter-vision');
}

function addResNet(graph: GraphBuilder, weights: KerasWeights, storage: ChooseStorage): string {
  const convolve = (layer: string, normalization: string, input: string, options: { stride?: number; dilation?: number }) =>
    addConvolution(graph, layer, weights.readConvolution(layer, normalization), storage(layer), input, options);
  const rectify = (name: string, input: string) => graph.addNode('Relu', `${name}/relu`, [input]);

  const pixels = graph.addInput('pixels', [1, 3, 'height', 'width']);
  const stem = rectify('conv1', convolve('conv1', 'bn_conv1', pixels, { stride: 2 }));
  let features = graph.addNode('MaxPool', 'pool1', [stem], { kernel_shape: [3, 3], strides: [2, 2], pads: [1, 1, 1, 1] });
  for (const { stage, blocks, stride, dilation } of STAGES) {
    for (const block of blocks) {
      const isFirst = block === 'a';
      const branch = (suffix: string, input: string, options: { stride?: number; dilation?: number }) =>
        convolve(`res${stage}${block}_branch${suffix}`, `bn${stage}${block}_branch${suffix}`, input, options);
      const name = `res${stage}${block}`;
      const reduced = rectify(`${name}_a`, branch('2a', features, { stride: isFirst ? stride : 1 }));
      const spread = rectify(`${name}_b`, branch('2b', reduced, { dilation }));
      const expanded = branch('2c', spread, {});
      const shortcut = isFirst ? branch('1', features, { stride }) : features;
      features = rectify(name, graph.addNode('Add', `${name}/sum`, [expanded, shortcut]));
    }
  }
  return features;
}

function addConvolution(
  graph: GraphBuilder,
  name: string,
  { outputs, inputs, size, kernel, bias }: Convolution,
  storage: Storage,
  input: string,
  { stride = 1, dilation = 1 }: { stride?: number; dilation?: number },
): string {
  const pad = ((size - 1) / 2) * dilation;
  const weight = addKernel(graph, `${name}/kernel`, [outputs, inputs, size, size], kernel, storage);
  return graph.addNode('Conv', name, [input, weight, graph.addConstant(`${name}/bias`, [outputs], bias)], {
    kernel_shape: [size, size],
    strides: [stride, stride],
    dilations: [dilation, dilation],
    pads: [pad, pad, pad, pad],
  });
}

function addClassifier(graph: GraphBuilder, weights: KerasWeights, storage: ChooseStorage, tokens: string): string {
  const { inputs, outputs, kernel, bias } = weights.readClassifier('fc1000');
  // Rows per label, so that every label has its own scale.
  const rows = new Float32Array(kernel.length);
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j < outputs; j++) rows[j * inputs + i] = kernel[i * outputs + j];
  }
  const weight = addKernel(graph, 'fc1000/kernel', [outputs, inputs], rows, storage('fc1000'));
  return graph.addNode('Gemm', 'fc1000', [tokens, weight, graph.addConstant('fc1000/bias', [outputs], bias)], { transB: 1 });
}

/** Softmax over the ten best logits equals the ten best probabilities renormalized. */
function addJointEmbedding(graph: GraphBuilder, logits: string, { labels, dimensions, data }: LabelEmbeddings): string {
  const count = graph.addIntegers('joint/count', [TOP_LABELS]);
  const [best, indices] = graph.addNodeWithOutputs('TopK', 'joint/best', [logits, count], ['joint/logits', 'joint/labels'], { axis: 1 });
  const shares = graph.addNode('Softmax', 'joint/shares', [best], { axis: 1 });
  const row = graph.addNode('Reshape', 'joint/row', [shares, graph.addIntegers('joint/row/shape', [-1, 1, TOP_LABELS])]);
  const embeddings = graph.addConstant('joint/embeddings', [labels, dimensions], data);
  const rows = graph.addNode('Gather', 'joint/rows', [embeddings, indices], { axis: 0 });
  const mean = graph.addNode('MatMul', 'joint/mean', [row, rows]);
  return graph.addNode('Reshape', 'joint/flat', [mean, graph.addIntegers('joint/flat/shape', [-1, dimensions])]);
}

/**
 * Stores a kernel whose first dimension is the output channel; int8 with one scale per channel. Cast and Mul turn it back,
 * which onnxruntime folds into one float32 constant at load, so that the model runs at float speed. (int16 would be finer
 * than float16, but onnxruntime-web's WebGPU builds cannot cast it.)
 */
function addKernel(graph: GraphBuilder, name: string, dims: number[], kernel: Float32Array, storage: Storage): string {
  switch (storage) {
    case 'float32':
      return graph.addConstant(name, dims, kernel);
    case 'float16':
      return addCast(graph, name, graph.addConstant(`${name}/float16`, dims, encodeFloat16(kernel)));
    case 'int8': {
      const [channels] = dims;
      const { integers, scales } = quantize(kernel, channels);
      const cast = addCast(graph, `${name}/integers`, graph.addConstant(`${name}/int8`, dims, integers));
      return graph.addNode('Mul', name, [cast, graph.addConstant(`${name}/scales`, [channels, ...dims.slice(1).map(() => 1)], scales)]);
    }
  }
}

function addCast(graph: GraphBuilder, name: string, constant: string): string {
  return graph.addNode('Cast', name, [constant], { to: DATA_TYPE.float });
}

/** Rounds every channel to -127 ... 127 times its own scale. */
function quantize(kernel: Float32Array, channels: number): { integers: Int8Array; scales: Float32Array } {
  const perChannel = kernel.length / channels;
  const integers = new Int8Array(kernel.length);
  const scales = new Float32Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * perChannel;
    const largest = kernel.subarray(start, start + perChannel).reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    scales[channel] = largest / 127 || 1;
    for (let i = start; i < start + perChannel; i++) integers[i] = Math.round(kernel[i] / scales[channel]);
  }
  return { integers, scales };
}

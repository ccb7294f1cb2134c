/**
 * Recognizes a vision transformer in a graph: its pixels, tokens, blocks and number format.
 */
import type { VisionGraph } from './contract.ts';
import { countFusedHeads } from './coreTensors.ts';
import { GraphView } from './graphView.ts';
import { DATA_TYPE, type OnnxGraph } from './onnxFile.ts';
import { type Block, findBlocks } from './residualStream.ts';
import { findTokenOrder, type TokenOrder } from './tokenOrder.ts';

export interface VisionModel {
  view: GraphView;
  blocks: Block[];
  order: TokenOrder;
}

/** The versions of the standard operators whose nodes are read and written here. */
const OPSETS = { oldest: 11, newest: 25 };
/** Ten times the longest export known here; bounds the time for a file that is something else. */
const MOST_NODES = 50_000;

/**
 * Finds the vision encoder of a graph.
 * @throws Error with a sentence that says what is there instead
 */
export function recognizeVisionModel(graph: OnnxGraph): VisionModel {
  assertReadable(graph);
  const view = new GraphView(graph);
  const { blocks, residuals } = findBlocks(view);
  if (blocks.length === 0) {
    throw new Error(`No transformer block was found among the ${graph.nodes.length} nodes of this model: expected attention and MLP, each added to its input.`);
  }
  const order = findTokenOrder(view, blocks[0].attention.stream);
  if (!order) throw new Error(describeWrongStart(graph, blocks.length));
  if (residuals.length !== blocks.length) {
    throw new Error(`This model has ${residuals.length} attention blocks in several stages, ${blocks.length} of them in one row; only encoders whose blocks all follow each other can be read.`);
  }
  const others = graph.inputs.filter(({ name }) => name !== order.input);
  if (others.length > 0) {
    throw new Error(`Beside "${order.input}" this model wants ${others.map(({ name }) => `"${name}"`).join(', ')}: choose the file of its vision part (vision_model.onnx).`);
  }
  const { dataType } = graph.inputs[0];
  if (dataType !== DATA_TYPE.float32) {
    throw new Error(`The pixel input "${order.input}" has element type ${dataType}, expected ${DATA_TYPE.float32} (float32): choose a file with float32 inputs.`);
  }
  return { view, blocks, order };
}

function assertReadable({ opset, nodes, initializers }: OnnxGraph): void {
  if (opset < OPSETS.oldest || opset > OPSETS.newest) {
    throw new Error(`The model uses version ${opset} of the ONNX operators; versions ${OPSETS.oldest} to ${OPSETS.newest} can be read.`);
  }
  const external = [...initializers.values()].filter(({ isExternal }) => isExternal);
  if (external.length > 0) {
    throw new Error(`${external.length} of the ${initializers.size} weights of this model are in another file (external data): choose an export in a single file.`);
  }
  if (nodes.length > MOST_NODES) throw new Error(`The model has ${nodes.length} nodes; vision encoders have at most ${MOST_NODES}.`);
}

function describeWrongStart({ inputs }: OnnxGraph, blocks: number): string {
  const tokens = inputs.find(({ dataType }) => dataType === DATA_TYPE.int64 || dataType === DATA_TYPE.int32);
  if (tokens) {
    return `This is a text model: its input "${tokens.name}" takes token ids, not pixels. Choose the file of the vision part (vision_model.onnx).`;
  }
  return `The ${blocks} blocks of this model do not start from patches that a convolution cuts from an image [batch, 3, height, width].`;
}

/** What the node list tells about the encoder, for the chosen block's attention. */
export function describeVisionModel({ view, blocks, order }: VisionModel, block: Block): Omit<VisionGraph, 'missing'> {
  return {
    blocks: blocks.length,
    heads: countHeads(view, block),
    width: findWidth(view, block),
    hasClassToken: order.extraTokens > 0,
    precision: findPrecision(view, blocks),
    attention: block.core.kind,
    input: order.input,
  };
}

/** From a fused node's attribute, or from the shape [batch, n, heads, dh] that values are given before they are mixed. */
function countHeads(view: GraphView, { core }: Block): number {
  const stated = core.kind === 'fused' ? countFusedHeads(core.node) : null;
  if (stated !== null && stated > 0) return stated;
  const values = core.kind === 'fused' ? (core.node.inputs[2] ?? '') : core.values;
  let found: number | null = null;
  for (let node = view.producer(values); node && !view.isLinear(node); node = view.producer(view.dynamicInputs(node)[0] ?? '')) {
    const shape = node.type === 'Reshape' ? view.integers(node.inputs[1] ?? '') : null;
    // Packed projections have one axis more, of queries, keys and values: [batch, n, 3, heads, dh].
    if (shape && shape.length >= 4) found = shape[shape.length - 2] ?? found;
  }
  if (found === null || found < 1) throw new Error(`The number of attention heads is stated neither by the attention of this model nor by the shapes around "${values}".`);
  return found;
}

/** Columns of the attention's output projection. */
function findWidth(view: GraphView, { attention }: Block): number | null {
  const projection = attention.nodes.findLast((node) => view.isLinear(node));
  return (projection && view.weightsOf(projection)?.dims?.[1]) ?? null;
}

function findPrecision(view: GraphView, blocks: Block[]): VisionGraph['precision'] {
  const linear = blocks.flatMap(({ attention, last }) => [...attention.nodes, ...last.nodes]).filter((node) => view.isLinear(node));
  const weights = linear.map((node) => view.weightsOf(node));
  if (linear.some(({ type }) => type.includes('Integer') || type.startsWith('MatMulN')) || weights.some((weight) => weight?.isQuantized)) return 'quantized';
  return weights.some((weight) => weight?.tensor.dataType === DATA_TYPE.float16) ? 'fp16' : 'fp32';
}

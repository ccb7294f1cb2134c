/**
 * Brings what happens inside an attention into one layout: probabilities, keys and values by head.
 */
import type { AttentionCore } from './attentionCore.ts';
import { CannotGraft } from './cannotGraft.ts';
import type { GraphView } from './graphView.ts';
import { type OnnxNode, readFloatAttribute, readIntegerAttribute } from './onnxFile.ts';
import { type SuffixBuilder, TO_THE_END } from './suffixBuilder.ts';

type Projection = 'queries' | 'keys' | 'values';

/** Position of a projection among those packed into one tensor, and among the inputs of a fused node. */
const POSITION: Record<Projection, number> = { queries: 0, keys: 1, values: 2 };
/** Inputs by which a fused node changes its scores in ways that are not repeated here: masks, caches, biases of scores. */
const CHANGES_SCORES: Record<string, number[]> = { MultiHeadAttention: [4, 5, 6, 7], Attention: [3, 4, 5] };
const STANDARD_CHANGES_SCORES = [3, 4, 5];
const SCORE_ATTRIBUTES = ['unidirectional', 'do_rotary', 'is_causal', 'softcap'];
const MULTI_HEAD_BIAS = 3;

/** Which queries are wanted: rows of the probabilities. */
export type QueryRows = 'first' | 'all';

/** Number of heads as a fused node states it. */
export function countFusedHeads(node: OnnxNode): number | null {
  return readIntegerAttribute(node, 'num_heads') ?? readIntegerAttribute(node, 'q_num_heads');
}

/** Attention probabilities f32[batch, heads, queries, keys]; for `first` there is one query, the class token. */
export function addProbabilities(view: GraphView, builder: SuffixBuilder, core: AttentionCore, rows: QueryRows): string {
  const take = (tensor: string): string => (rows === 'first' ? builder.slice(tensor, [2], [0], [1]) : tensor);
  if (core.kind === 'softmax') return builder.toFloat32(take(splitHeads(view, builder, core.probabilities)));
  const { node } = core;
  assertPlainScores(node);
  const queries = builder.toFloat32(take(addFusedHeads(view, builder, node, 'queries')));
  const keys = builder.toFloat32(addFusedHeads(view, builder, node, 'keys'));
  const product = builder.add('MatMul', [queries, builder.transpose(keys, [0, 1, 3, 2])]);
  // Without a scale, or with 0, these operators divide by the square root of the head's width.
  const scale = readFloatAttribute(node, 'scale');
  if (scale) return builder.softmax(builder.add('Mul', [product, builder.float(scale)]));
  const width = builder.slice(builder.add('Shape', [keys]), [0], [3], [4]);
  return builder.softmax(builder.add('Div', [product, builder.add('Sqrt', [builder.toFloat32(width)])]));
}

function assertPlainScores(node: OnnxNode): void {
  const { type, domain, name, inputs } = node;
  const changing = domain === '' ? STANDARD_CHANGES_SCORES : CHANGES_SCORES[type];
  const extra = changing?.find((index) => Boolean(inputs[index]));
  const attribute = SCORE_ATTRIBUTES.find((key) => readIntegerAttribute(node, key) || readFloatAttribute(node, key));
  if (changing && extra === undefined && attribute === undefined) return;
  const what = extra === undefined ? (attribute ?? 'its own rules') : `its input "${inputs[extra]}"`;
  throw new CannotGraft(`The attention node "${name}" (${type}) changes its scores by ${what}, which is not repeated here, so its probabilities stay hidden.`);
}

/** Queries or keys f32[batch, heads, n, dh] without the scale that some exporters put on them. */
export function addUnscaledHeads(view: GraphView, builder: SuffixBuilder, core: AttentionCore, projection: 'queries' | 'keys'): string {
  const found = core.kind === 'fused' ? addFusedHeads(view, builder, core.node, projection) : splitHeads(view, builder, core[projection]);
  let heads = builder.toFloat32(found);
  for (const { type, scale } of findScales(view, findScaled(core, projection))) {
    heads = builder.add(type === 'Mul' ? 'Div' : 'Mul', [heads, builder.toFloat32(scale)]);
  }
  const areColumns = core.kind === 'softmax' && projection === 'keys' && !core.areKeysRows;
  return areColumns ? builder.transpose(heads, [0, 1, 3, 2]) : heads;
}

/** The same by token, the heads side by side as the linear layer makes them: rows f32[batch, n, d]. */
export function addUnscaledRows(view: GraphView, builder: SuffixBuilder, core: AttentionCore, projection: 'queries' | 'keys'): string {
  return mergeHeads(builder, addUnscaledHeads(view, builder, core, projection));
}

/** The tensor on whose way scales lie; '' for a fused node that projects or adds a bias itself, which scales nothing before. */
function findScaled(core: AttentionCore, projection: 'queries' | 'keys'): string {
  if (core.kind === 'softmax') return core[projection];
  const { type, domain, inputs } = core.node;
  const projects = type === 'Attention' && domain !== '';
  const addsBias = type === 'MultiHeadAttention' && Boolean(inputs[MULTI_HEAD_BIAS]);
  return projects || addsBias ? '' : inputs[POSITION[projection]];
}

/** Values by token, the heads side by side: rows f[batch, n, d] as the output projection reads them. */
export function addValueRows(view: GraphView, builder: SuffixBuilder, core: AttentionCore, copy: (tensor: string) => string = (tensor) => tensor): string {
  if (core.kind === 'fused') return addFusedRows(view, builder, core.node, 'values', copy);
  return mergeHeads(builder, splitHeads(view, builder, copy(core.values)));
}

/** From [batch, heads, ., .], or batch and heads as one axis, to the former. */
function splitHeads(view: GraphView, builder: SuffixBuilder, tensor: string): string {
  const batch = builder.slice(builder.add('Shape', [view.graph.inputs[0].name]), [0], [0], [1]);
  const matrix = builder.slice(builder.add('Shape', [tensor]), [0], [-2], [TO_THE_END]);
  return builder.add('Reshape', [tensor, builder.concat([batch, builder.integers([-1]), matrix], 0)]);
}

function mergeHeads(builder: SuffixBuilder, heads: string): string {
  return builder.add('Reshape', [builder.transpose(heads, [0, 2, 1, 3]), builder.integers([0, 0, -1])]);
}

/** Constant factors on the way from the linear layer to a tensor. */
function findScales(view: GraphView, start: string): { type: string; scale: string }[] {
  const scales: { type: string; scale: string }[] = [];
  let tensor = start;
  for (let node = view.producer(tensor); node; node = view.producer(tensor)) {
    const isScale = (node.type === 'Mul' || node.type === 'Div') && node.inputs.length === 2;
    const isLayout = ['Transpose', 'Reshape', 'Squeeze', 'Unsqueeze', 'Cast', 'Identity'].includes(node.type);
    const [value, scale] = view.isDynamic(node.inputs[0] ?? '') ? node.inputs : node.inputs.toReversed();
    if (!isLayout && !(isScale && isNumber(view, scale))) break;
    if (isScale) scales.push({ type: node.type, scale });
    tensor = isScale ? value : node.inputs[0];
  }
  return scales;
}

/** Whether a constant is one number: stated as such, or computed from shapes and other single numbers. */
function isNumber(view: GraphView, tensor: string): boolean {
  const pending = [tensor];
  const seen = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (view.isDynamic(name)) return false;
    const producer = view.producer(name);
    if (producer?.type === 'Shape' || producer?.type === 'Size') continue;
    if (producer && producer.type !== 'Constant') pending.push(...producer.inputs);
    else if ((view.constant(name)?.dims ?? [2]).some((dim) => dim !== 1)) return false;
  }
  return true;
}

/** One projection of a fused attention: f[batch, heads, n, dh]. */
function addFusedHeads(view: GraphView, builder: SuffixBuilder, node: OnnxNode, projection: Projection): string {
  if (node.domain === '' && readIntegerAttribute(node, 'q_num_heads') === null) return node.inputs[POSITION[projection]];
  const heads = countFusedHeads(node);
  if (heads === null) throw new CannotGraft(`The attention node "${node.name}" (${node.type}) does not state its number of heads.`);
  const rows = addFusedRows(view, builder, node, projection, (tensor) => tensor);
  return builder.transpose(builder.add('Reshape', [rows, builder.integers([0, 0, heads, -1])]), [0, 2, 1, 3]);
}

/** One projection of a fused attention: rows f[batch, n, d]. */
function addFusedRows(view: GraphView, builder: SuffixBuilder, node: OnnxNode, projection: Projection, copy: (tensor: string) => string): string {
  const position = POSITION[projection];
  const { type, domain, name, inputs } = node;
  if (domain === '' && type === 'Attention') {
    if (readIntegerAttribute(node, 'q_num_heads') === null) return mergeHeads(builder, copy(inputs[position]));
    return copy(inputs[position]);
  }
  if (type === 'MultiHeadAttention' && inputs.length >= 3 && inputs.slice(0, 3).every(Boolean)) {
    return addPart(view, builder, copy(inputs[position]), inputs[MULTI_HEAD_BIAS], position, name);
  }
  if (type === 'GroupQueryAttention' && inputs.length >= 3 && inputs.slice(0, 3).every(Boolean)) return copy(inputs[position]);
  if (type === 'Attention' && inputs[1] && !node.attributes.has('qkv_hidden_sizes')) {
    const part = takePart(view, builder, inputs[1], position, name);
    return addPart(view, builder, builder.add('MatMul', [copy(inputs[0]), part]), inputs[2], position, name);
  }
  throw new CannotGraft(`The attention node "${name}" (${type}) packs queries, keys and values in a way that is not known here.`);
}

function addPart(view: GraphView, builder: SuffixBuilder, rows: string, bias: string | undefined, position: number, name: string): string {
  return bias ? builder.add('Add', [rows, takePart(view, builder, bias, position, name)]) : rows;
}

/** The third of packed weights or biases [..., 3 d] that belongs to one projection. */
function takePart(view: GraphView, builder: SuffixBuilder, packed: string, position: number, name: string): string {
  const width = view.constant(view.source(packed))?.dims.at(-1);
  if (width === undefined || width % 3 !== 0) {
    throw new CannotGraft(`The attention node "${name}" packs weights of ${width ?? 'unknown'} columns; expected a known multiple of 3.`);
  }
  return builder.slice(packed, [-1], [(position * width) / 3], [((position + 1) * width) / 3]);
}

/**
 * Repeats a part of a graph that acts on one token (norm, projection, MLP) for all tokens at once.
 *
 * The part is copied node by node with new tensors in place of its source. Steps that pick the class token or only change
 * the layout are left out, so that rows stay rows: every copied step then acts on the last axis of [batch, n, d] alone.
 * Weights and other constants are used by their names.
 */
import { CannotGraft } from './cannotGraft.ts';
import type { GraphView } from './graphView.ts';
import { type OnnxNode, readFloatAttribute, readIntegerAttribute, readIntegersAttribute } from './onnxFile.ts';
import type { Residual } from './residualStream.ts';
import { integerAttribute, integersAttribute, type SuffixBuilder } from './suffixBuilder.ts';

/** Steps that change the layout and nothing else. */
const LAYOUT = new Set(['Reshape', 'Transpose', 'Squeeze', 'Unsqueeze', 'Flatten', 'Identity', 'Dropout']);
/** Steps that pick tokens, if along the axis of tokens. */
const PICKING = new Set(['Gather', 'Slice']);
/** Steps that act on every number, or on the last axis, of whatever they are given. */
const POINTWISE = new Set(
  (
    'Add Sub Mul Div Pow Sqrt Reciprocal Neg Exp Erf Tanh Sigmoid HardSigmoid Softplus Relu Gelu Cast Clip Max Min QuickGelu ' +
    'FastGelu BiasGelu QuantizeLinear DequantizeLinear DynamicQuantizeLinear SkipLayerNormalization'
  ).split(' '),
);

/** Where tensors of the original get their replacement from: made when first needed. */
export type Replacements = Map<string, () => string>;

/** Tokens [batch, n, d] in place of a residual sum, and of its norm where one node makes both. */
export function replaceSum(builder: SuffixBuilder, { node, sum, normalized }: Residual, tokens: string): Replacements {
  const replacements: Replacements = new Map();
  if (sum !== null) replacements.set(sum, () => tokens);
  if (normalized !== null) replacements.set(normalized, () => addLayerNorm(builder, node, [tokens, ...node.inputs.slice(2, 4)]));
  return replacements;
}

/** The norm of a (Skip)LayerNormalization over the last axis. */
function addLayerNorm(builder: SuffixBuilder, node: OnnxNode, inputs: string[]): string {
  const epsilon = node.attributes.get('epsilon');
  return builder.add('LayerNormalization', inputs, [integerAttribute('axis', -1), ...(epsilon ? [epsilon] : [])]);
}

/** The nodes between some tensors and what is computed from them, in order; the way back from `target` ends at `sources`. */
export function collectBetween(view: GraphView, sources: Replacements, target: string): OnnxNode[] {
  const nodes = new Set<OnnxNode>();
  const pending = [target];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    if (sources.has(tensor)) continue;
    const producer = view.producer(tensor);
    if (!producer) throw new CannotGraft(`A step behind the encoder also reads the input "${tensor}", so it cannot be applied to every patch.`);
    if (nodes.has(producer)) continue;
    nodes.add(producer);
    pending.push(...view.dynamicInputs(producer));
  }
  return [...nodes].toSorted((first, second) => first.order - second.order);
}

/**
 * Applies to every token what the graph computes from `sources` to `target`.
 * @returns the counterpart of `target`, [batch, n, e]
 * @throws CannotGraft if a step in between does not act on one token at a time
 */
export function applyPerToken(view: GraphView, builder: SuffixBuilder, sources: Replacements, target: string): string {
  const copies = new Map<string, string>();
  const nodes = collectBetween(view, sources, target);
  const copyOf = (tensor: string): string => {
    const known = copies.get(tensor);
    if (known !== undefined) return known;
    if (!view.isDynamic(tensor)) return tensor;
    const copy = sources.get(tensor)?.();
    if (copy === undefined) throw new CannotGraft(`The tensor "${tensor}" behind the encoder could not be followed.`);
    copies.set(tensor, copy);
    return copy;
  };
  for (const node of nodes) {
    const inputs = node.inputs.map((input) => (input === '' ? '' : copyOf(input)));
    const made = copyNode(view, builder, node, inputs);
    for (const [i, output] of node.outputs.entries()) copies.set(output, made[i] ?? made[0]);
  }
  return copyOf(target);
}

function copyNode(view: GraphView, builder: SuffixBuilder, node: OnnxNode, inputs: string[]): string[] {
  const { type, domain } = node;
  if (LAYOUT.has(type) || (PICKING.has(type) && picksTokens(view, node))) return [inputs[0]];
  if (type === 'ReduceMean' && isOverLastAxis(view, node)) return [builder.mean(inputs[0], [-1], true)];
  if (type === 'LayerNormalization') return [addLayerNorm(builder, node, inputs)];
  if (type === 'Gemm' && view.isLinear(node)) return [copyGemm(builder, node, inputs)];
  if (POINTWISE.has(type) || view.isLinear(node)) {
    return builder.addNode({ type, domain, inputs, attributes: [...node.attributes.values()], outputs: node.outputs });
  }
  throw new CannotGraft(`The step "${node.name || type}" (${type}) behind the encoder does not act on one token at a time, so it cannot be applied to every patch.`);
}

function picksTokens(view: GraphView, node: OnnxNode): boolean {
  const axes = node.type === 'Gather' ? [readIntegerAttribute(node, 'axis') ?? 0] : view.integers(node.inputs[3] ?? '');
  return axes?.length === 1 && axes[0] === 1;
}

/** A positive axis is not trusted: it may be the axis of tokens. */
function isOverLastAxis(view: GraphView, node: OnnxNode): boolean {
  const axes = readIntegersAttribute(node, 'axes') ?? view.integers(node.inputs[1] ?? '');
  return axes?.length === 1 && axes[0] === -1 && readIntegerAttribute(node, 'keepdims') !== 0;
}

/** Gemm takes matrices only. */
function copyGemm(builder: SuffixBuilder, node: OnnxNode, [tokens, weights, bias]: string[]): string {
  const factors = [readFloatAttribute(node, 'alpha') ?? 1, readFloatAttribute(node, 'beta') ?? 1];
  if (factors.some((factor) => factor !== 1) || readIntegerAttribute(node, 'transA') === 1) {
    throw new CannotGraft(`The layer "${node.name}" scales its product by ${factors.join(' and ')} or transposes its input; expected neither.`);
  }
  const isTransposed = readIntegerAttribute(node, 'transB') === 1;
  const matrix = isTransposed ? builder.add('Transpose', [weights], [integersAttribute('perm', [1, 0])]) : weights;
  const product = builder.add('MatMul', [tokens, matrix]);
  return bias ? builder.add('Add', [product, bias]) : product;
}

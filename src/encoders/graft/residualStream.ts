/**
 * Finds the encoder blocks of a transformer: the chain of sums in which each adds what a branch computed from the sum before.
 *
 * A block is x + attention(norm(x)) and then x + mlp(norm(x)). Layer norms, activations and scales differ between exporters
 * and optimizers, the two sums do not; optimizers may put a sum and the norm after it into one SkipLayerNormalization.
 */
import { type AttentionCore, findAttention } from './attentionCore.ts';
import type { GraphView } from './graphView.ts';
import type { OnnxNode } from './onnxFile.ts';

/** A sum `stream + branch (+ bias)` where branch is computed from stream alone. */
export interface Residual {
  node: OnnxNode;
  stream: string;
  branch: string;
  /** Bias that a fused node adds to the branch. */
  bias: string | null;
  /** The sum, null where a fused node does not show it. */
  sum: string | null;
  /** The normalized sum, where a fused node makes it. */
  normalized: string | null;
  /** The nodes that compute the branch, in order. */
  nodes: OnnxNode[];
  attention: AttentionCore | null;
}

export interface Block {
  attention: Residual;
  core: AttentionCore;
  /** The block's last sum. */
  last: Residual;
}

/** Inputs of SkipLayerNormalization: input, skip, gain, shift, bias; outputs: norm, mean, deviation, sum. */
const SKIP_BIAS = 4;
const SKIP_SUM = 3;

/** The longest chain of blocks, first block first, and all residuals with attention in the graph. */
export function findBlocks(view: GraphView): { blocks: Block[]; residuals: Residual[] } {
  const residuals = findResiduals(view);
  const byNode = new Map(residuals.map((residual) => [residual.node, residual]));
  const lengths = new Map<Residual, number>();
  let last: Residual | null = null;
  const previous = (residual: Residual): Residual | undefined => {
    const producer = view.producer(view.source(residual.stream));
    return producer ? byNode.get(producer) : undefined;
  };
  for (const residual of residuals) {
    const before = previous(residual);
    const length = 1 + (before ? (lengths.get(before) ?? 0) : 0);
    lengths.set(residual, length);
    if (!last || length > (lengths.get(last) ?? 0)) last = residual;
  }
  const chain: Residual[] = [];
  for (let residual = last ?? undefined; residual; residual = previous(residual)) chain.unshift(residual);
  return { blocks: groupIntoBlocks(chain), residuals: residuals.filter(({ attention }) => attention) };
}

function groupIntoBlocks(chain: Residual[]): Block[] {
  const blocks: Block[] = [];
  for (const residual of chain) {
    const { attention } = residual;
    const block = blocks.at(-1);
    if (attention) blocks.push({ attention: residual, core: attention, last: residual });
    else if (block) block.last = residual;
  }
  return blocks;
}

function findResiduals(view: GraphView): Residual[] {
  return view.graph.nodes.map((node) => matchResidual(view, node)).filter((residual) => residual !== null);
}

function matchResidual(view: GraphView, node: OnnxNode): Residual | null {
  const isSum = node.type === 'Add' && node.domain === '';
  const isFused = node.type === 'SkipLayerNormalization';
  if ((!isSum && !isFused) || node.inputs.length < 2) return null;
  const [a, b] = node.inputs;
  if (!view.isDynamic(a) || !view.isDynamic(b)) return null;
  const [stream, branch] = orderOf(view, a) <= orderOf(view, b) ? [a, b] : [b, a];
  const nodes = collectBranch(view, stream, branch);
  if (!nodes) return null;
  const attention = findAttention(view, nodes);
  // The activations of the tanh GELU are sums of this kind too, but no weights are involved.
  if (!attention && !nodes.some((member) => view.isLinear(member))) return null;
  return {
    node,
    stream,
    branch,
    bias: (isFused && node.inputs[SKIP_BIAS]) || null,
    sum: isFused ? node.outputs[SKIP_SUM] || null : node.outputs[0],
    normalized: isFused ? node.outputs[0] : null,
    nodes,
    attention,
  };
}

function orderOf(view: GraphView, tensor: string): number {
  return view.producer(view.source(tensor))?.order ?? -1;
}

/** The nodes between a tensor and a branch that depends on it and on nothing else; null if the branch does not. */
function collectBranch(view: GraphView, stream: string, branch: string): OnnxNode[] | null {
  const origin = view.producer(view.source(stream));
  if (!origin || origin === view.producer(view.source(branch))) return null;
  const nodes = new Set<OnnxNode>();
  const pending = [branch];
  for (let tensor = pending.pop(); tensor !== undefined; tensor = pending.pop()) {
    const producer = view.producer(tensor);
    if (producer === origin) continue;
    if (!producer || producer.order < origin.order) return null;
    if (nodes.has(producer)) continue;
    nodes.add(producer);
    pending.push(...view.dynamicInputs(producer));
  }
  return [...nodes].toSorted((first, second) => first.order - second.order);
}

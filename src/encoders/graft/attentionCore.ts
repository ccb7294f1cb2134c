/**
 * Finds where attention happens: probabilities times values, or one fused node that hides the probabilities.
 */
import type { GraphView } from './graphView.ts';
import { isAlias } from './graphView.ts';
import { type OnnxNode, readIntegerAttribute } from './onnxFile.ts';

export type AttentionCore =
  | {
      kind: 'softmax';
      /** [batch, heads, queries, keys], or batch and heads as one axis. */
      probabilities: string;
      /** [batch, heads, queries, dh], or batch and heads as one axis; possibly scaled. */
      queries: string;
      /** [batch, heads, dh, keys], or batch and heads as one axis; possibly scaled. */
      keys: string;
      /** True where a fused product turns the keys itself, so that they are [batch, heads, keys, dh]. */
      areKeysRows: boolean;
      /** [batch, heads, keys, dh], or batch and heads as one axis. */
      values: string;
      /** What comes out: the mixed values, before the output projection. */
      mixed: string;
    }
  | { kind: 'fused'; node: OnnxNode; mixed: string };

/** Fused attention of onnxruntime's own operators and of the standard since opset 23. */
const FUSED = new Set(['MultiHeadAttention', 'Attention', 'GroupQueryAttention', 'QAttention', 'PackedAttention', 'PackedMultiHeadAttention']);
/** Steps between scores and probabilities, or between the product of queries and keys and the scores. */
const SCORE_STEPS = new Set(['Mul', 'Div', 'Add', 'Sub', 'Reshape', 'Cast', 'Identity', 'Where', 'Clip', 'Max', 'Min']);

/** The one attention among some nodes; null if there is none, or several. */
export function findAttention(view: GraphView, nodes: OnnxNode[]): AttentionCore | null {
  const found = nodes.map((node) => matchAttention(view, node)).filter((core) => core !== null);
  return found.length === 1 ? found[0] : null;
}

function matchAttention(view: GraphView, node: OnnxNode): AttentionCore | null {
  if (FUSED.has(node.type)) return { kind: 'fused', node, mixed: node.outputs[0] };
  if (node.type !== 'Softmax' || node.inputs.length === 0) return null;
  const scores = findScores(view, node.inputs[0]);
  const mixing = findMixing(view, node.outputs[0]);
  if (!scores || !mixing) return null;
  return {
    kind: 'softmax',
    probabilities: mixing.inputs[0],
    queries: scores.inputs[0],
    keys: scores.inputs[1],
    areKeysRows: readIntegerAttribute(scores, 'transB') === 1,
    values: mixing.inputs[1],
    mixed: mixing.outputs[0],
  };
}

function isProduct(node: OnnxNode): boolean {
  return (node.type === 'MatMul' || node.type === 'FusedMatMul') && node.inputs.length === 2;
}

/** Up from the softmax to queries times keys. */
function findScores(view: GraphView, start: string): OnnxNode | null {
  let tensor = start;
  for (let node = view.producer(tensor); node; node = view.producer(tensor)) {
    if (isProduct(node)) return view.isDynamic(node.inputs[1]) ? node : null;
    const dynamic = view.dynamicInputs(node);
    if (!SCORE_STEPS.has(node.type) || dynamic.length !== 1) return null;
    tensor = dynamic[0];
  }
  return null;
}

/** Down from the softmax to probabilities times values. */
function findMixing(view: GraphView, start: string): OnnxNode | null {
  let tensor = start;
  for (;;) {
    const consumers = view.consumers(tensor);
    const product = consumers.find((node) => isProduct(node) && node.inputs[0] === tensor && view.isDynamic(node.inputs[1]));
    if (product) return product;
    const next = consumers.find((node) => isAlias(node) || node.type === 'Reshape');
    if (!next) return null;
    tensor = next.outputs[0];
  }
}

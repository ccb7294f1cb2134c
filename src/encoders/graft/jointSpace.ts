/**
 * Takes tokens into the space shared with text, as the model takes its pooled token there.
 *
 * CLIP: final norm and projection act on the class token alone; here they act on every patch.
 * SigLIP: the final norm, then the attention pooling head applied to each patch as if it alone were attended to. A softmax
 * over one key is 1, whatever the query, so the head's attention is the patch's own value: values, output projection,
 * residual MLP. Weighted by the head's real probabilities and before the MLP, these values sum to what the model pools.
 */
import { type AttentionCore, findAttention } from './attentionCore.ts';
import { CannotGraft } from './cannotGraft.ts';
import { addValueRows } from './coreTensors.ts';
import type { GraphView } from './graphView.ts';
import type { OnnxNode } from './onnxFile.ts';
import { applyPerToken, collectBetween, replaceSum, type Replacements } from './perToken.ts';
import type { Residual } from './residualStream.ts';
import type { SuffixBuilder } from './suffixBuilder.ts';

export type JointHead =
  | { kind: 'projection'; target: string }
  | { kind: 'pooling'; core: AttentionCore; target: string }
  /** A sentence that says why there is none. */
  | { kind: 'none'; reason: string };

const NO_PROJECTION =
  'The file ends without a projection into a space shared with text, so its patches cannot be compared with a question.';

/** Finds what the model does with the sum of the last block. */
export function findJointHead(view: GraphView, last: Residual, extraTokens: number): JointHead {
  const behind = collectBehind(view, [last.sum, last.normalized].filter((tensor) => tensor !== null));
  const core = findAttention(view, behind);
  if (core) return describePooling(view, core, behind, extraTokens);
  const linear = behind.findLast((node) => view.isLinear(node));
  if (!linear) return { kind: 'none', reason: NO_PROJECTION };
  const target = finishProduct(view, linear);
  const isBiased =
    (linear.type === 'Gemm' && Boolean(linear.inputs[2])) || view.consumers(target).some((node) => node.type === 'Add' && view.dynamicInputs(node).length === 1);
  if (isBiased) {
    return { kind: 'none', reason: `${NO_PROJECTION} Its last layer "${linear.name}" adds a bias, as a classifier does and such a projection does not.` };
  }
  return { kind: 'projection', target };
}

function describePooling(view: GraphView, core: AttentionCore, behind: OnnxNode[], extraTokens: number): JointHead {
  if (extraTokens > 0) {
    return { kind: 'none', reason: `The pooling head attends to ${extraTokens} other tokens beside the patches; only heads over patches alone are known here.` };
  }
  const reached = collectBehind(view, [core.mixed]);
  const outputs = behind.filter((node) => reached.includes(node)).flatMap(({ outputs: names }) => names);
  const target = outputs.findLast((tensor) => view.graph.outputs.includes(tensor));
  return target === undefined ? { kind: 'none', reason: NO_PROJECTION } : { kind: 'pooling', core, target };
}

/** All nodes that depend on some tensors, in order. */
function collectBehind(view: GraphView, sources: string[]): OnnxNode[] {
  const nodes = new Set<OnnxNode>();
  const pending = sources.flatMap((tensor) => view.consumers(tensor));
  for (let node = pending.pop(); node; node = pending.pop()) {
    const dynamic = node.outputs.filter((output) => view.isDynamic(output));
    if (nodes.has(node) || dynamic.length === 0) continue;
    nodes.add(node);
    pending.push(...dynamic.flatMap((output) => view.consumers(output)));
  }
  return [...nodes].toSorted((first, second) => first.order - second.order);
}

/** An integer product is a number only after its scales. */
function finishProduct(view: GraphView, linear: OnnxNode): string {
  let [tensor] = linear.outputs;
  if (linear.type !== 'MatMulInteger') return tensor;
  for (const type of ['Cast', 'Mul']) tensor = view.consumers(tensor).find((node) => node.type === type)?.outputs[0] ?? tensor;
  return tensor;
}

/** Takes tokens f[batch, n, d] in place of the last block's sum into the joint space: f[batch, n, e]. */
export function addJoint(view: GraphView, builder: SuffixBuilder, head: JointHead, last: Residual, tokens: string): string {
  switch (head.kind) {
    case 'none':
      throw new CannotGraft(head.reason);
    case 'projection':
      return applyPerToken(view, builder, replaceSum(builder, last, tokens), head.target);
    case 'pooling': {
      const values = addPooledValues(view, builder, head.core, last, tokens);
      return applyPerToken(view, builder, new Map([[head.core.mixed, () => values]]), head.target);
    }
  }
}

/** The head's values of every token, rows f[batch, n, d]: its way from tokens to values, copied node by node as it is. */
function addPooledValues(view: GraphView, builder: SuffixBuilder, core: AttentionCore, last: Residual, tokens: string): string {
  const replacements = replaceSum(builder, last, tokens);
  const copies = new Map<string, string>();
  const repeat = (tensor: string): string => {
    for (const node of collectBetween(view, replacements, tensor)) {
      if (node.outputs.every((output) => copies.has(output))) continue;
      const inputs = node.inputs.map((input) => copies.get(input) ?? replace(replacements, copies, input));
      const made = builder.addNode({ type: node.type, domain: node.domain, inputs, attributes: [...node.attributes.values()], outputs: node.outputs });
      for (const [i, output] of node.outputs.entries()) copies.set(output, made[i]);
    }
    return copies.get(tensor) ?? replace(replacements, copies, tensor);
  };
  return addValueRows(view, builder, core, repeat);
}

function replace(replacements: Replacements, copies: Map<string, string>, tensor: string): string {
  const replacement = replacements.get(tensor)?.() ?? tensor;
  copies.set(tensor, replacement);
  return replacement;
}

/**
 * Adds an output to a text model: the states of all its tokens in the space shared with photos.
 *
 * Exports project only the pooled token. What lies between the pooling and the projected output (a MatMul or Gemm, with
 * the nodes that quantization put around it) is repeated on the states before the pooling; the weights stay shared.
 */
import { type OnnxNode, readOnnxFile } from '../graft/onnxFile.ts';
import { integerAttribute, SuffixBuilder } from '../graft/suffixBuilder.ts';

export interface TokenStatesGraft {
  /** A serialized ModelProto of nodes and outputs only, to be appended to the file. */
  suffix: Uint8Array;
  /** Name of the new output: f32[l, e] for a question of l ids. */
  output: string;
}

/** Operators between pooling and output that work on every row by itself. */
const PROJECTION = new Set([
  'MatMul',
  'Gemm',
  'Add',
  'Mul',
  'Cast',
  'Identity',
  'DynamicQuantizeLinear',
  'MatMulInteger',
  'com.microsoft.DynamicQuantizeMatMul',
  'com.microsoft.MatMulIntegerToFloat',
  'com.microsoft.FusedMatMul',
  'com.microsoft.FusedGemm',
]);
const PRODUCTS = new Set([...PROJECTION].filter((type) => /Mat|Gemm/.test(type)));
/** Operators that pick the pooled token out of the states; their first input is the data. */
const POOLING = new Set(['Gather', 'GatherND', 'GatherElements', 'Reshape', 'Flatten', 'Squeeze', 'Unsqueeze', 'Slice', 'Identity']);

/**
 * Prepares the output, or says why the file cannot give it.
 * @param pooledOutput name of the model's own pooled and projected output, f[batch, e]
 * @throws Error with a sentence if the bytes are no ONNX model
 */
export function graftTokenStates(model: Uint8Array, pooledOutput: string): TokenStatesGraft | { missing: string } {
  const graph = readOnnxFile(model);
  const producers = new Map(graph.nodes.flatMap((node) => node.outputs.map((output) => [output, node] as const)));
  const projection = findProjection(producers, pooledOutput);
  if (!projection) {
    return { missing: `The text model projects only its pooled token into the space shared with photos, in a way that cannot be repeated for the others ("${pooledOutput}").` };
  }
  const builder = new SuffixBuilder(graph);
  const states = findStates(producers, projection.pooled);
  // [batch, l, d] to [batch l, d]: Gemm takes matrices only.
  const rows = builder.add('Flatten', [states], [integerAttribute('axis', 2)]);
  const renamed = repeatProjection(builder, projection, rows);
  const output = builder.expose('tokenStates', renamed.get(pooledOutput) ?? pooledOutput);
  return { suffix: builder.serialize(), output };
}

interface Projection {
  /** In the graph's order. */
  nodes: OnnxNode[];
  /** The pooled token before them. */
  pooled: string;
}

function findProjection(producers: Map<string, OnnxNode>, output: string): Projection | null {
  const nodes = new Set<OnnxNode>();
  const starts = new Set<string>();
  const waiting = [output];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = producers.get(name);
    // Weights have no producer, constants are shared like weights.
    if (!node || node.type === 'Constant') continue;
    if (!PROJECTION.has(fullType(node))) starts.add(name);
    else if (!nodes.has(node)) {
      nodes.add(node);
      waiting.push(...node.inputs);
    }
  }
  const [pooled] = starts;
  if (starts.size !== 1 || ![...nodes].some((node) => PRODUCTS.has(fullType(node)))) return null;
  return { nodes: [...nodes].toSorted((a, b) => a.order - b.order), pooled };
}

function fullType({ domain, type }: OnnxNode): string {
  return domain === '' ? type : `${domain}.${type}`;
}

function findStates(producers: Map<string, OnnxNode>, pooled: string): string {
  let name = pooled;
  for (let node = producers.get(name); node && POOLING.has(fullType(node)); node = producers.get(name)) name = node.inputs[0];
  return name;
}

/** Adds the nodes again behind other rows; gives the new names of their outputs. */
function repeatProjection(builder: SuffixBuilder, { nodes, pooled }: Projection, rows: string): Map<string, string> {
  const renamed = new Map([[pooled, rows]]);
  for (const { type, domain, inputs, outputs, attributes } of nodes) {
    const names = builder.addNode({
      type,
      domain,
      inputs: inputs.map((input) => renamed.get(input) ?? input),
      attributes: [...attributes.values()],
      outputs,
    });
    for (const [index, name] of names.entries()) renamed.set(outputs[index], name);
  }
  return renamed;
}

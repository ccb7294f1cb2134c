/**
 * A graph to walk: who makes and who reads a tensor, what depends on the pixels, and which constants are known.
 */
import { type OnnxGraph, type OnnxNode, type OnnxTensor, readConstant, readIntegerAttribute, readSmallIntegers } from './onnxFile.ts';

/** Nodes that hand on their first input as it is, or in another number format. */
const ALIASES = new Set(['Identity', 'Cast', 'Dropout']);
/** Nodes whose bodies may read tensors that their inputs do not list. */
const WITH_BODIES = new Set(['If', 'Loop', 'Scan']);

/** A step of a layer with weights: which input of the node they are. */
const WEIGHT_INPUT: Record<string, number> = {
  MatMul: 1,
  Gemm: 1,
  FusedMatMul: 1,
  MatMulInteger: 1,
  MatMulIntegerToFloat: 1,
  DynamicQuantizeMatMul: 1,
  MatMulNBits: 1,
  MatMulBnb4: 1,
  QLinearMatMul: 3,
};

export class GraphView {
  readonly graph: OnnxGraph;
  readonly #producers = new Map<string, OnnxNode>();
  readonly #consumers = new Map<string, OnnxNode[]>();
  readonly #dynamic: Set<string>;

  constructor(graph: OnnxGraph) {
    this.graph = graph;
    this.#dynamic = new Set(graph.inputs.map(({ name }) => name));
    for (const node of graph.nodes) {
      for (const output of node.outputs.filter(Boolean)) this.#producers.set(output, node);
      for (const input of new Set(node.inputs.filter(Boolean))) {
        const consumers = this.#consumers.get(input);
        if (consumers) consumers.push(node);
        else this.#consumers.set(input, [node]);
      }
      if (this.#dependsOnValues(node)) for (const output of node.outputs.filter(Boolean)) this.#dynamic.add(output);
    }
  }

  #dependsOnValues({ type, domain, inputs }: OnnxNode): boolean {
    if (domain !== '') return inputs.some((input) => this.#dynamic.has(input));
    if (WITH_BODIES.has(type)) return true;
    return type !== 'Shape' && type !== 'Size' && inputs.some((input) => this.#dynamic.has(input));
  }

  /** The node that makes a tensor; null for graph inputs and initializers. */
  producer(tensor: string): OnnxNode | null {
    return this.#producers.get(tensor) ?? null;
  }

  /** The nodes that read a tensor, in order. */
  consumers(tensor: string): OnnxNode[] {
    return this.#consumers.get(tensor) ?? [];
  }

  /** Whether the values of a tensor depend on a graph input by more than its shape. Weights and shapes do not. */
  isDynamic(tensor: string): boolean {
    return this.#dynamic.has(tensor);
  }

  dynamicInputs(node: OnnxNode): string[] {
    return node.inputs.filter((input) => this.#dynamic.has(input));
  }

  /** The tensor behind copies and changes of number format. */
  source(tensor: string): string {
    let current = tensor;
    for (let node = this.producer(current); node && isAlias(node); node = this.producer(current)) current = node.inputs[0] ?? '';
    return current;
  }

  /** Whether a node multiplies something dynamic by weights. */
  isLinear(node: OnnxNode): boolean {
    const index = WEIGHT_INPUT[node.type];
    return index !== undefined && this.isDynamic(node.inputs[0] ?? '') && index < node.inputs.length && !this.isDynamic(node.inputs[index]);
  }

  /** The weights of a linear node as they are stored, with their shape [in, out] where the file states it. */
  weightsOf(node: OnnxNode): { tensor: OnnxTensor; dims: number[] | null; isQuantized: boolean } | null {
    let isTransposed = node.type === 'Gemm' && readIntegerAttribute(node, 'transB') === 1;
    let isQuantized = node.type !== 'MatMul' && node.type !== 'Gemm' && node.type !== 'FusedMatMul';
    let name = node.inputs[WEIGHT_INPUT[node.type] ?? 1] ?? '';
    for (let maker = this.producer(name); maker; maker = this.producer(name)) {
      if (maker.type === 'Transpose') isTransposed = !isTransposed;
      else if (maker.type === 'DequantizeLinear') isQuantized = true;
      else if (!isAlias(maker)) break;
      name = maker.inputs[0] ?? '';
    }
    const tensor = this.constant(name);
    if (!tensor) return null;
    const isPlain = tensor.dims.length === 2 && !node.type.startsWith('MatMulNBits') && !node.type.startsWith('MatMulBnb4');
    return { tensor, dims: isPlain ? (isTransposed ? tensor.dims.toReversed() : tensor.dims) : null, isQuantized };
  }

  /** The initializer or Constant node behind a tensor. */
  constant(tensor: string): OnnxTensor | null {
    const producer = this.producer(tensor);
    if (producer) return producer.type === 'Constant' && producer.domain === '' ? readConstant(producer) : null;
    return this.graph.initializers.get(tensor) ?? null;
  }

  /**
   * The numbers of a small integer tensor, as far as the file states them: null for an entry that is computed when the
   * model runs, null altogether if not even their count is known.
   */
  integers(tensor: string): (number | null)[] | null {
    const source = this.source(tensor);
    const constant = this.constant(source);
    if (constant) return readSmallIntegers(constant);
    const producer = this.producer(source);
    if (producer?.type === 'Unsqueeze') return this.constant(producer.inputs[0]) ? this.integers(producer.inputs[0]) : [null];
    if (producer?.type !== 'Concat') return null;
    const parts = producer.inputs.map((input) => (this.producer(this.source(input))?.type === 'Concat' ? null : this.integers(input)));
    // A part that is not known is one computed number in every shape that exporters write.
    return parts.flatMap((part) => part ?? [null]);
  }
}

export function isAlias(node: OnnxNode): boolean {
  return node.domain === '' && ALIASES.has(node.type);
}

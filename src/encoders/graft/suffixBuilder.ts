/**
 * Collects the nodes and outputs that extend a graph, and writes them as a ModelProto to append to the file.
 */
import { DATA_TYPE, type OnnxGraph } from './onnxFile.ts';
import { MessageWriter } from './protobufWriter.ts';

const MODEL = { graph: 7 };
const GRAPH = { node: 1, output: 12 };
const NODE = { input: 1, output: 2, name: 3, type: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { name: 1, integer: 3, tensor: 5, integers: 8, type: 20 };
const ATTRIBUTE_TYPE = { integer: 2, tensor: 4, integers: 7 };
const TENSOR = { dims: 1, dataType: 2, int64Data: 7, rawData: 9 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1 };

/** From this version on, these operators take axes as an input instead of an attribute. */
const AXES_INPUT_SINCE = { ReduceMean: 18, Squeeze: 13 };

/** The end of a slice beyond every axis. */
export const TO_THE_END = 2 ** 31 - 1;

export interface NewNode {
  type: string;
  domain?: string;
  inputs: string[];
  /** Serialized AttributeProto messages. */
  attributes?: Uint8Array[];
  /** One for every output, empty where the operator's optional output is left out. */
  outputs?: string[];
}

/** Every method that adds a node returns the name of its (first) output, which no tensor of the file has. */
export class SuffixBuilder {
  readonly #graph = new MessageWriter();
  readonly #prefix: string;
  readonly #opset: number;
  readonly #constants = new Map<string, string>();
  #count = 0;

  constructor(graph: OnnxGraph) {
    this.#opset = graph.opset;
    this.#prefix = findFreePrefix(graph);
  }

  /** Adds a node whose outputs get new names in place of those given. */
  addNode({ type, domain = '', inputs, attributes = [], outputs = ['y'] }: NewNode): [string, ...string[]] {
    const name = `${this.#prefix}${type}_${this.#count++}`;
    const names = outputs.map((output, i) => (output === '' ? '' : `${name}_output_${i}`));
    const node = new MessageWriter();
    for (const input of inputs) node.text(NODE.input, input);
    for (const output of names) node.text(NODE.output, output);
    node.text(NODE.name, name).text(NODE.type, type);
    for (const attribute of attributes) node.bytes(NODE.attribute, attribute);
    if (domain) node.text(NODE.domain, domain);
    this.#graph.message(GRAPH.node, node);
    return [names[0], ...names.slice(1)];
  }

  /** A standard operator with one output. */
  add(type: string, inputs: string[], attributes: Uint8Array[] = []): string {
    return this.addNode({ type, inputs, attributes })[0];
  }

  /** A constant list of integers, for shapes and axes. */
  integers(values: number[]): string {
    const key = values.join();
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const tensor = new MessageWriter().integer(TENSOR.dims, values.length).integer(TENSOR.dataType, DATA_TYPE.int64);
    for (const value of values) tensor.integer(TENSOR.int64Data, value);
    const name = this.#constant(tensor);
    this.#constants.set(key, name);
    return name;
  }

  /** A constant number. */
  float(value: number): string {
    const bytes = new Uint8Array(new Float32Array([value]).buffer);
    const tensor = new MessageWriter().integer(TENSOR.dataType, DATA_TYPE.float32).bytes(TENSOR.rawData, bytes);
    return this.#constant(tensor);
  }

  #constant(tensor: MessageWriter): string {
    const attribute = new MessageWriter().text(ATTRIBUTE.name, 'value').message(ATTRIBUTE.tensor, tensor).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.tensor);
    return this.add('Constant', [], [attribute.finish()]);
  }

  slice(tensor: string, axes: number[], starts: number[], ends: number[]): string {
    return this.add('Slice', [tensor, this.integers(starts), this.integers(ends), this.integers(axes)]);
  }

  transpose(tensor: string, permutation: number[]): string {
    return this.add('Transpose', [tensor], [integersAttribute('perm', permutation)]);
  }

  concat(tensors: string[], axis: number): string {
    return this.add('Concat', tensors, [integerAttribute('axis', axis)]);
  }

  /** To float32, in which sums over half-precision numbers are safe. */
  toFloat32(tensor: string): string {
    return this.add('Cast', [tensor], [integerAttribute('to', DATA_TYPE.float32)]);
  }

  mean(tensor: string, axes: number[], keepAxes = false): string {
    const keep = integerAttribute('keepdims', keepAxes ? 1 : 0);
    if (this.#opset >= AXES_INPUT_SINCE.ReduceMean) return this.add('ReduceMean', [tensor, this.integers(axes)], [keep]);
    return this.add('ReduceMean', [tensor], [integersAttribute('axes', axes), keep]);
  }

  squeeze(tensor: string, axis: number): string {
    if (this.#opset >= AXES_INPUT_SINCE.Squeeze) return this.add('Squeeze', [tensor, this.integers([axis])]);
    return this.add('Squeeze', [tensor], [integersAttribute('axes', [axis])]);
  }

  softmax(tensor: string): string {
    return this.add('Softmax', [tensor], [integerAttribute('axis', -1)]);
  }

  /** Makes a tensor an output of the graph, as float32, and returns the output's name. */
  expose(name: string, tensor: string): string {
    const output = `${this.#prefix}${name}`;
    const cast = new MessageWriter().text(NODE.input, tensor).text(NODE.output, output).text(NODE.name, `${output}_cast`).text(NODE.type, 'Cast');
    this.#graph.message(GRAPH.node, cast.bytes(NODE.attribute, integerAttribute('to', DATA_TYPE.float32)));
    const type = new MessageWriter().message(TYPE.tensor, new MessageWriter().integer(TENSOR_TYPE.elementType, DATA_TYPE.float32));
    this.#graph.message(GRAPH.output, new MessageWriter().text(VALUE.name, output).message(VALUE.type, type));
    return output;
  }

  /** The ModelProto to append. */
  serialize(): Uint8Array {
    return new MessageWriter().message(MODEL.graph, this.#graph).finish();
  }
}

/** A prefix that no name of the graph has, also if it was extended before. */
function findFreePrefix({ nodes, initializers, inputs, outputs }: OnnxGraph): string {
  const names = [...nodes.flatMap((node) => [node.name, ...node.outputs]), ...initializers.keys(), ...inputs.map(({ name }) => name), ...outputs];
  for (let attempt = 1; ; attempt++) {
    const prefix = attempt === 1 ? 'graft/' : `graft${attempt}/`;
    if (!names.some((name) => name.startsWith(prefix))) return prefix;
  }
}

export function integerAttribute(name: string, value: number): Uint8Array {
  return new MessageWriter().text(ATTRIBUTE.name, name).integer(ATTRIBUTE.integer, value).integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integer).finish();
}

export function integersAttribute(name: string, values: number[]): Uint8Array {
  const attribute = new MessageWriter().text(ATTRIBUTE.name, name);
  for (const value of values) attribute.integer(ATTRIBUTE.integers, value);
  return attribute.integer(ATTRIBUTE.type, ATTRIBUTE_TYPE.integers).finish();
}

/**
 * Reads the graph of an ONNX file: nodes, names and shapes, never the weights.
 */
import { type Field, MalformedMessage, readFields, readIntegers, readText, TruncatedMessage } from './protobufReader.ts';

export interface OnnxNode {
  /** Place in an order in which every node comes after those that make its inputs. */
  order: number;
  type: string;
  /** '' for the standard operators. */
  domain: string;
  name: string;
  inputs: string[];
  outputs: string[];
  /** AttributeProto messages by name: views of the file. */
  attributes: Map<string, Uint8Array>;
}

/** A TensorProto whose numbers stay in the file. */
export interface OnnxTensor {
  name: string;
  dims: number[];
  /** A code of TensorProto.DataType. */
  dataType: number;
  /** Whether its numbers are in another file. */
  isExternal: boolean;
  /** The whole message: a view of the file. */
  message: Uint8Array;
}

export interface OnnxGraph {
  /** In the order of `OnnxNode.order`. */
  nodes: OnnxNode[];
  initializers: Map<string, OnnxTensor>;
  /** Inputs that a caller must give, with their element type and, where stated, rank. */
  inputs: { name: string; dataType: number; rank: number | null }[];
  /** Names of the outputs. */
  outputs: string[];
  /** Version of the standard operators. */
  opset: number;
}

/** Codes of TensorProto.DataType. */
export const DATA_TYPE = { float32: 1, int32: 6, int64: 7, float16: 10 } as const;

const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 };
const OPSET = { domain: 1, version: 2 };
const GRAPH = { node: 1, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, name: 3, type: 4, attribute: 5, domain: 7 };
const ATTRIBUTE = { name: 1, float: 2, integer: 3, tensor: 5, integers: 8 };
const TENSOR = { dims: 1, dataType: 2, int32Data: 5, int64Data: 7, name: 8, rawData: 9, dataLocation: 14 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dimension: 1 };

/** Constants of more numbers than this are weights, which nobody has to read here. */
const MOST_READ_NUMBERS = 16;

/**
 * Reads the node list of a model. Takes milliseconds whatever the size: weights are skipped by their length.
 * @throws Error with a sentence if the bytes are no ONNX model, or not all of one
 */
export function readOnnxFile(file: Uint8Array): OnnxGraph {
  if (file.length === 0) throw new Error('The model file is empty: 0 bytes.');
  return explainDamage(file, () => readModel(file));
}

/** Runs what reads a file and gives its complaints about damaged bytes a sentence; attributes are only read when needed. */
export function explainDamage<T>(file: Uint8Array, read: () => T): T {
  try {
    return read();
  } catch (error) {
    // Lengths that make no sense may exhaust an array or the stack before they are noticed.
    if (!(error instanceof MalformedMessage) && !(error instanceof RangeError)) throw error;
    if (error instanceof TruncatedMessage && looksLikeOnnx(file)) {
      throw new Error(`The model file is cut off or damaged (${error.message}; it has ${file.length} bytes): load it again.`, { cause: error });
    }
    throw new Error(`The file is no ONNX model, or a damaged one (${error.message}).`, { cause: error });
  }
}

/** Every exporter writes the format version first, as a small number. */
function looksLikeOnnx(file: Uint8Array): boolean {
  return file[0] === MODEL.irVersion * 8 && file[1] > 0 && file[1] < 32;
}

function readModel(file: Uint8Array): OnnxGraph {
  const graphs: Uint8Array[] = [];
  let opset: number | null = null;
  for (const field of readFields(file)) {
    if (field.id === MODEL.graph) graphs.push(field.bytes);
    if (field.id === MODEL.opsetImport) opset = readOpset(field.bytes) ?? opset;
  }
  if (graphs.length === 0) throw new MalformedMessage('it holds no graph');
  if (opset === null) throw new MalformedMessage('it names no version of the standard operators');
  return readGraph(graphs, opset);
}

function readOpset(message: Uint8Array): number | null {
  let domain = '';
  let version = 0;
  for (const field of readFields(message)) {
    if (field.id === OPSET.domain) domain = readText(field);
    if (field.id === OPSET.version) version = field.integer;
  }
  return isStandard(domain) ? version : null;
}

function isStandard(domain: string): boolean {
  return domain === '' || domain === 'ai.onnx';
}

/** A file that was appended to has several graph fields, which count as one. */
function readGraph(messages: Uint8Array[], opset: number): OnnxGraph {
  const nodes: OnnxNode[] = [];
  const initializers = new Map<string, OnnxTensor>();
  const inputs: OnnxGraph['inputs'] = [];
  const outputs: string[] = [];
  for (const field of messages.flatMap((message) => [...readFields(message)])) {
    if (field.id === GRAPH.node) nodes.push(readNode(field.bytes));
    if (field.id === GRAPH.input) inputs.push(readValue(field.bytes));
    if (field.id === GRAPH.output) outputs.push(readValue(field.bytes).name);
    if (field.id === GRAPH.initializer) {
      const tensor = readTensor(field.bytes);
      initializers.set(tensor.name, tensor);
    }
  }
  // Old files list their weights among the inputs too.
  return { nodes: sortNodes(nodes), initializers, inputs: inputs.filter(({ name }) => !initializers.has(name)), outputs, opset };
}

function readNode(message: Uint8Array): OnnxNode {
  const node: OnnxNode = { order: 0, type: '', domain: '', name: '', inputs: [], outputs: [], attributes: new Map() };
  for (const field of readFields(message)) {
    if (field.id === NODE.input) node.inputs.push(readText(field));
    if (field.id === NODE.output) node.outputs.push(readText(field));
    if (field.id === NODE.name) node.name = readText(field);
    if (field.id === NODE.type) node.type = readText(field);
    if (field.id === NODE.attribute) node.attributes.set(readAttributeName(field.bytes), field.bytes);
    if (field.id === NODE.domain) node.domain = readText(field);
  }
  if (isStandard(node.domain)) node.domain = '';
  return node;
}

function readAttributeName(message: Uint8Array): string {
  const field = findField(message, ATTRIBUTE.name);
  return field ? readText(field) : '';
}

function findField(message: Uint8Array, id: number): Field | null {
  let found: Field | null = null;
  // The last one counts, as everywhere in protobuf.
  for (const field of readFields(message)) if (field.id === id) found = field;
  return found;
}

function readTensor(message: Uint8Array): OnnxTensor {
  const tensor: OnnxTensor = { name: '', dims: [], dataType: 0, isExternal: false, message };
  for (const field of readFields(message)) {
    if (field.id === TENSOR.dims) tensor.dims = tensor.dims.concat(readIntegers(field));
    if (field.id === TENSOR.dataType) tensor.dataType = field.integer;
    if (field.id === TENSOR.name) tensor.name = readText(field);
    if (field.id === TENSOR.dataLocation) tensor.isExternal = field.integer === 1;
  }
  return tensor;
}

function readValue(message: Uint8Array): OnnxGraph['inputs'][number] {
  const value: OnnxGraph['inputs'][number] = { name: '', dataType: 0, rank: null };
  for (const field of readFields(message)) {
    if (field.id === VALUE.name) value.name = readText(field);
    const tensor = field.id === VALUE.type ? findField(field.bytes, TYPE.tensor) : null;
    if (!tensor) continue;
    value.dataType = findField(tensor.bytes, TENSOR_TYPE.elementType)?.integer ?? 0;
    const shape = findField(tensor.bytes, TENSOR_TYPE.shape);
    if (shape) value.rank = [...readFields(shape.bytes)].filter(({ id }) => id === SHAPE.dimension).length;
  }
  return value;
}

/** Orders nodes by what they need; files are sorted already, unless a tool broke them. */
function sortNodes(nodes: OnnxNode[]): OnnxNode[] {
  const producers = new Map<string, OnnxNode>();
  for (const node of nodes) {
    for (const output of node.outputs.filter(Boolean)) {
      if (producers.has(output)) throw new MalformedMessage(`two nodes make "${output}"`);
      producers.set(output, node);
    }
  }
  const waiting = new Map<OnnxNode, number>();
  const waiters = new Map<OnnxNode, OnnxNode[]>();
  for (const node of nodes) {
    const needed = new Set(node.inputs.map((input) => producers.get(input)).filter((producer) => producer !== undefined));
    waiting.set(node, needed.size);
    for (const producer of needed) {
      const others = waiters.get(producer);
      if (others) others.push(node);
      else waiters.set(producer, [node]);
    }
  }
  const sorted = nodes.filter((node) => waiting.get(node) === 0);
  for (const node of sorted) {
    for (const waiter of waiters.get(node) ?? []) {
      const left = (waiting.get(waiter) ?? 0) - 1;
      waiting.set(waiter, left);
      if (left === 0) sorted.push(waiter);
    }
  }
  if (sorted.length < nodes.length) throw new MalformedMessage(`${nodes.length - sorted.length} nodes need each other's outputs`);
  for (const [order, node] of sorted.entries()) node.order = order;
  return sorted;
}

/** An integer attribute of a node. */
export function readIntegerAttribute(node: OnnxNode, name: string): number | null {
  const message = node.attributes.get(name);
  return message ? (findField(message, ATTRIBUTE.integer)?.integer ?? 0) : null;
}

/** A list of integers among the attributes of a node. */
export function readIntegersAttribute(node: OnnxNode, name: string): number[] | null {
  const message = node.attributes.get(name);
  return message ? [...readFields(message)].filter(({ id }) => id === ATTRIBUTE.integers).flatMap(readIntegers) : null;
}

/** A float attribute of a node. */
export function readFloatAttribute(node: OnnxNode, name: string): number | null {
  const message = node.attributes.get(name);
  const bytes = message && findField(message, ATTRIBUTE.float)?.bytes;
  return bytes?.length === 4 ? new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true) : null;
}

/** The tensor of a Constant node. */
export function readConstant(node: OnnxNode): OnnxTensor | null {
  const message = node.attributes.get('value');
  const tensor = message && findField(message, ATTRIBUTE.tensor);
  return tensor ? readTensor(tensor.bytes) : null;
}

/** The numbers of a small integer tensor, such as a shape; null for any other. */
export function readSmallIntegers({ dims, dataType, isExternal, message }: OnnxTensor): number[] | null {
  const count = dims.reduce((product, dim) => product * dim, 1);
  const isWide = dataType === DATA_TYPE.int64;
  if (isExternal || count > MOST_READ_NUMBERS || (!isWide && dataType !== DATA_TYPE.int32)) return null;
  const raw = findField(message, TENSOR.rawData)?.bytes;
  const values = raw
    ? Array.from({ length: Math.floor(raw.length / (isWide ? 8 : 4)) }, (_, i) => readRaw(raw, i, isWide))
    : [...readFields(message)].filter(({ id }) => id === (isWide ? TENSOR.int64Data : TENSOR.int32Data)).flatMap(readIntegers);
  return values.length === count ? values : null;
}

function readRaw(bytes: Uint8Array, index: number, isWide: boolean): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return isWide ? Number(view.getBigInt64(8 * index, true)) : view.getInt32(4 * index, true);
}

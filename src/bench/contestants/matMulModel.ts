/**
 * A model of one matrix product, as an ONNX file in memory.
 */
import { DATA_TYPE } from '../../encoders/graft/onnxFile.ts';
import { MessageWriter } from '../../encoders/graft/protobufWriter.ts';

const MODEL = { irVersion: 1, graph: 7, opsetImport: 8 };
const OPSET = { version: 2 };
const GRAPH = { node: 1, name: 2, initializer: 5, input: 11, output: 12 };
const NODE = { input: 1, output: 2, type: 4 };
const TENSOR = { dims: 1, dataType: 2, int64Data: 7, name: 8 };
const VALUE = { name: 1, type: 2 };
const TYPE = { tensor: 1 };
const TENSOR_TYPE = { elementType: 1, shape: 2 };
const SHAPE = { dimension: 1 };
const DIMENSION = { value: 1 };

const IR_VERSION = 8;
const STANDARD_OPERATORS = 13;

/**
 * MatMul of `rows` f32[n, d] and `columns` f32[d, n] to `product` f32[n, n]. The second output, `corner` f32[1, 1], is the
 * product's first entry: who asks for it alone has the product computed but not brought back.
 */
export function buildMatMulModel(n: number, d: number): Uint8Array {
  const graph = new MessageWriter()
    .text(GRAPH.name, 'matmul')
    .message(GRAPH.node, describeNode('MatMul', ['rows', 'columns'], 'product'))
    .message(GRAPH.node, describeNode('Slice', ['product', 'start', 'end'], 'corner'))
    .message(GRAPH.initializer, describeIntegers('start', [0, 0]))
    .message(GRAPH.initializer, describeIntegers('end', [1, 1]))
    .message(GRAPH.input, describeValue('rows', [n, d]))
    .message(GRAPH.input, describeValue('columns', [d, n]))
    .message(GRAPH.output, describeValue('product', [n, n]))
    .message(GRAPH.output, describeValue('corner', [1, 1]));
  const model = new MessageWriter()
    .integer(MODEL.irVersion, IR_VERSION)
    .message(MODEL.graph, graph)
    .message(MODEL.opsetImport, new MessageWriter().integer(OPSET.version, STANDARD_OPERATORS));
  return model.finish();
}

function describeNode(type: string, inputs: string[], output: string): MessageWriter {
  const node = new MessageWriter();
  for (const input of inputs) node.text(NODE.input, input);
  return node.text(NODE.output, output).text(NODE.type, type);
}

function describeIntegers(name: string, values: number[]): MessageWriter {
  const tensor = new MessageWriter().integer(TENSOR.dims, values.length).integer(TENSOR.dataType, DATA_TYPE.int64);
  for (const value of values) tensor.integer(TENSOR.int64Data, value);
  return tensor.text(TENSOR.name, name);
}

function describeValue(name: string, dims: number[]): MessageWriter {
  const shape = new MessageWriter();
  for (const size of dims) shape.message(SHAPE.dimension, new MessageWriter().integer(DIMENSION.value, size));
  const tensor = new MessageWriter().integer(TENSOR_TYPE.elementType, DATA_TYPE.float32).message(TENSOR_TYPE.shape, shape);
  return new MessageWriter().text(VALUE.name, name).message(VALUE.type, new MessageWriter().message(TYPE.tensor, tensor));
}

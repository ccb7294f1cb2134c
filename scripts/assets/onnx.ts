/**
 * Writes ONNX models: the part of onnx.proto that the starter model needs, and a small graph builder.
 */
import protobuf from 'protobufjs/light.js';

const field = (id: number, type: string, rule?: 'repeated') => (rule ? { id, type, rule } : { id, type });

const schema = protobuf.Root.fromJSON({
  nested: {
    Attribute: {
      fields: {
        name: field(1, 'string'),
        f: field(2, 'float'),
        i: field(3, 'int64'),
        s: field(4, 'bytes'),
        ints: field(8, 'int64', 'repeated'),
        type: field(20, 'int32'),
      },
    },
    Node: {
      fields: {
        input: field(1, 'string', 'repeated'),
        output: field(2, 'string', 'repeated'),
        name: field(3, 'string'),
        opType: field(4, 'string'),
        attribute: field(5, 'Attribute', 'repeated'),
      },
    },
    Tensor: {
      fields: {
        dims: field(1, 'int64', 'repeated'),
        dataType: field(2, 'int32'),
        name: field(8, 'string'),
        rawData: field(9, 'bytes'),
      },
    },
    Dimension: { fields: { dimValue: field(1, 'int64'), dimParam: field(2, 'string') } },
    Shape: { fields: { dim: field(1, 'Dimension', 'repeated') } },
    TensorType: { fields: { elemType: field(1, 'int32'), shape: field(2, 'Shape') } },
    Type: { fields: { tensorType: field(1, 'TensorType') } },
    ValueInfo: { fields: { name: field(1, 'string'), type: field(2, 'Type') } },
    Graph: {
      fields: {
        node: field(1, 'Node', 'repeated'),
        name: field(2, 'string'),
        initializer: field(5, 'Tensor', 'repeated'),
        input: field(11, 'ValueInfo', 'repeated'),
        output: field(12, 'ValueInfo', 'repeated'),
      },
    },
    OperatorSet: { fields: { domain: field(1, 'string'), version: field(2, 'int64') } },
    Model: {
      fields: {
        irVersion: field(1, 'int64'),
        producerName: field(2, 'string'),
        graph: field(7, 'Graph'),
        opsetImport: field(8, 'OperatorSet', 'repeated'),
      },
    },
  },
});

/** Codes of TensorProto.DataType. */
export const DATA_TYPE = { float: 1, int8: 3, int64: 7, float16: 10 } as const;
/** Codes of AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, ints: 7 } as const;

/** A dimension that is not fixed has a name instead of a number. */
type Dimension = number | string;
type AttributeValue = number | number[] | { float: number };
/** A Uint16Array holds the bits of float16 numbers. */
type ConstantData = Float32Array | Int8Array | Uint16Array | BigInt64Array;

/** Collects nodes and constants; every method that adds a node returns the name of its (first) output. */
export class GraphBuilder {
  readonly #nodes: object[] = [];
  readonly #constants: object[] = [];
  readonly #inputs: object[] = [];
  readonly #outputs: object[] = [];

  /** Declares a float32 graph input. */
  addInput(name: string, dims: Dimension[]): string {
    this.#inputs.push(describeValue(name, dims));
    return name;
  }

  /** Gives a node's value the name and shape of a float32 graph output. */
  addOutput(name: string, dims: Dimension[], value: string): void {
    this.#nodes.push({ opType: 'Identity', name, input: [value], output: [name], attribute: [] });
    this.#outputs.push(describeValue(name, dims));
  }

  addConstant(name: string, dims: number[], data: ConstantData): string {
    const expected = dims.reduce((product, dim) => product * dim, 1);
    if (data.length !== expected) throw new Error(`onnx: constant ${name} has ${data.length} values, expected ${expected} for [${dims.join(', ')}]`);
    this.#constants.push({
      name,
      dims,
      dataType: dataTypeOf(data),
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  /** A 1-D int64 constant, for shapes and axes. */
  addIntegers(name: string, values: number[]): string {
    return this.addConstant(name, [values.length], BigInt64Array.from(values, BigInt));
  }

  /** Adds a node; numbers are int attributes, `{ float }` float attributes. */
  addNode(opType: string, name: string, input: string[], attributes: Record<string, AttributeValue> = {}): string {
    return this.addNodeWithOutputs(opType, name, input, [name], attributes)[0];
  }

  addNodeWithOutputs<T extends string[]>(opType: string, name: string, input: string[], output: [...T], attributes: Record<string, AttributeValue> = {}): [...T] {
    const attribute = Object.entries(attributes).map(([key, value]) => describeAttribute(key, value));
    this.#nodes.push({ opType, name, input, output, attribute });
    return output;
  }

  /** The serialized ModelProto (opset 17). */
  serialize(graphName: string): Uint8Array {
    return schema
      .lookupType('Model')
      .encode({
        irVersion: 8,
        producerName: 'script-token-pruning-playground',
        opsetImport: [{ domain: '', version: 17 }],
        graph: {
          name: graphName,
          node: this.#nodes,
          initializer: this.#constants,
          input: this.#inputs,
          output: this.#outputs,
        },
      })
      .finish();
  }
}

function describeValue(name: string, dims: Dimension[]): object {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: DATA_TYPE.float, shape: { dim } } } };
}

function describeAttribute(name: string, value: AttributeValue): object {
  if (typeof value === 'number') return { name, type: ATTRIBUTE_TYPE.int, i: value };
  if (Array.isArray(value)) return { name, type: ATTRIBUTE_TYPE.ints, ints: value };
  return { name, type: ATTRIBUTE_TYPE.float, f: value.float };
}

function dataTypeOf(data: ConstantData): number {
  if (data instanceof Float32Array) return DATA_TYPE.float;
  if (data instanceof Int8Array) return DATA_TYPE.int8;
  if (data instanceof Uint16Array) return DATA_TYPE.float16;
  return DATA_TYPE.int64;
}

/**
 * Changes ONNX files the way tools do that are not at hand: fields appended to a file, nodes rewritten.
 */
import { readFields } from '../../src/encoders/graft/protobufReader.ts';
import { MessageWriter } from '../../src/encoders/graft/protobufWriter.ts';

export const DATA_TYPE = { float32: 1, int64: 7, float16: 10 };

/** A node under edit; `attributes` are serialized. */
export interface EditedNode {
  type: string;
  name: string;
  domain: string;
  inputs: string[];
  outputs: string[];
  attributes: Uint8Array[];
}

/** A ModelProto with nothing but a graph. */
export function writeModel(graph: MessageWriter): Uint8Array {
  return new MessageWriter().message(7, graph).finish();
}

/** A ModelProto with nothing but the version of a domain's operators, '' for the standard ones. */
export function writeOpset(version: number, domain = ''): Uint8Array {
  return new MessageWriter().message(8, new MessageWriter().text(1, domain).integer(2, version)).finish();
}

/** A graph with one input. */
export function writeInput(name: string, dataType: number): MessageWriter {
  const type = new MessageWriter().message(1, new MessageWriter().integer(1, dataType));
  return new MessageWriter().message(11, new MessageWriter().text(1, name).message(2, type));
}

/** A graph with one tensor whose numbers are in another file. */
export function writeExternalTensor(name: string): MessageWriter {
  return new MessageWriter().message(5, new MessageWriter().text(8, name).integer(14, 1));
}

/** A graph with one node. */
export function writeNode(type: string, inputs: string[], output: string): MessageWriter {
  return new MessageWriter().message(1, encode({ type, name: output, domain: '', inputs, outputs: [output], attributes: [] }));
}

/** A serialized float attribute of a node. */
export function writeFloatAttribute(name: string, value: number): Uint8Array {
  const bits = new Uint8Array(new Float32Array([value]).buffer);
  // Field 2 with 4 bytes, which the writer has no method for.
  return Uint8Array.from([...new MessageWriter().text(1, name).finish(), 2 * 8 + 5, ...bits, ...new MessageWriter().integer(20, 1).finish()]);
}

/** Rewrites every node of a file. */
export function editNodes(file: Uint8Array, edit: (node: EditedNode) => EditedNode): Uint8Array {
  const edited = new MessageWriter();
  for (const field of readFields(file)) {
    if (field.id !== 7) {
      if (field.bytes.length > 0) edited.bytes(field.id, field.bytes);
      else edited.integer(field.id, field.integer);
      continue;
    }
    const graph = new MessageWriter();
    for (const part of readFields(field.bytes)) {
      if (part.id === 1) graph.message(1, encode(edit(decode(part.bytes))));
      else graph.bytes(part.id, part.bytes);
    }
    edited.message(7, graph);
  }
  return edited.finish();
}

/** Changes the nodes of one type. */
export function editType(file: Uint8Array, type: string, change: (node: EditedNode) => Partial<EditedNode>): Uint8Array {
  let count = 0;
  const edited = editNodes(file, (node) => {
    if (node.type !== type) return node;
    count++;
    return { ...node, ...change(node) };
  });
  if (count === 0) throw new Error(`no node of type ${type} to edit`);
  return edited;
}

function decode(message: Uint8Array): EditedNode {
  const texts = (id: number): string[] => [...readFields(message)].filter((field) => field.id === id).map(({ bytes }) => Buffer.from(bytes).toString());
  return {
    type: texts(4)[0] ?? '',
    name: texts(3)[0] ?? '',
    domain: texts(7)[0] ?? '',
    inputs: texts(1),
    outputs: texts(2),
    attributes: [...readFields(message)].filter(({ id }) => id === 5).map(({ bytes }) => bytes),
  };
}

function encode({ type, name, domain, inputs, outputs, attributes }: EditedNode): MessageWriter {
  const node = new MessageWriter();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, name).text(4, type);
  for (const attribute of attributes) node.bytes(5, attribute);
  return domain ? node.text(7, domain) : node;
}

/** Files that cannot be grafted, or not fully: each gets its own sentence. */
import { describe, expect, it } from 'vitest';
import { appendSuffix } from '../../src/encoders/graft/appendSuffix.ts';
import type { BlockAttention, Graft } from '../../src/encoders/graft/contract.ts';
import { graftVisionModel } from '../../src/encoders/graft/graft.ts';
import { integerAttribute } from '../../src/encoders/graft/suffixBuilder.ts';
import { DATA_TYPE, editNodes, editType, writeExternalTensor, writeInput, writeModel, writeNode, writeOpset } from './graftEdits.ts';
import { NAMES, readModel } from './graftFixtures.ts';

const CLIP = { folder: 'clip', file: 'vision_model' } as const;
const FUSED = { folder: 'clip', file: 'vision_model_fused' } as const;
const SIGLIP = { folder: 'siglip', file: 'vision_model' } as const;

function graft(file: Uint8Array): Graft {
  return graftVisionModel(file, { names: NAMES, attentionBlock: -1 });
}

function receivedIn(...blocks: number[]): BlockAttention[] {
  return blocks.map((block) => ({ name: 'receivedAttention', block }));
}

describe('files that are no vision models', () => {
  it.each([
    ['an empty file', new Uint8Array(0), 'The model file is empty: 0 bytes.'],
    ['a web page', new TextEncoder().encode('<!doctype html><title>Not found</title>'), 'The file is no ONNX model, or a damaged one ('],
    ['a file cut off', readModel(CLIP).subarray(0, 100_000), /^The model file is cut off or damaged \(.*; it has 100000 bytes\): load it again\.$/u],
    ['a model without a graph', writeOpset(17), 'it holds no graph'],
    ['a graph without a version', writeModel(writeNode('Relu', ['x'], 'y')), 'it names no version of the standard operators'],
    ['nodes in a circle', appendSuffix(writeModel(writeNode('Add', ['a', 'b'], 'b')), writeOpset(17)), "1 nodes need each other's outputs"],
    [
      'some other model',
      appendSuffix(writeModel(writeNode('Relu', ['x'], 'y')), writeOpset(17)),
      'No transformer block was found among the 1 nodes of this model',
    ],
    ['old operators', appendSuffix(readModel(CLIP), writeOpset(9)), 'The model uses version 9 of the ONNX operators; versions 11 to 25 can be read.'],
    ['new operators', appendSuffix(readModel(CLIP), writeOpset(26)), 'The model uses version 26 of the ONNX operators'],
    ['a CLIP text model', readModel({ folder: 'clip', file: 'text_model' }), 'This is a text model: its input "input_ids" takes token ids, not pixels.'],
    ['a SigLIP text model', readModel({ folder: 'siglip', file: 'text_model' }), 'This is a text model: its input "input_ids" takes token ids, not pixels.'],
    ['no convolution', editType(readModel(CLIP), 'Conv', () => ({ type: 'Fold' })), 'do not start from patches that a convolution cuts from an image'],
    [
      'text beside pixels',
      appendSuffix(readModel(CLIP), writeModel(writeInput('input_ids', DATA_TYPE.int64))),
      'Beside "pixel_values" this model wants "input_ids": choose the file of its vision part (vision_model.onnx).',
    ],
    [
      'weights elsewhere',
      appendSuffix(readModel(CLIP), writeModel(writeExternalTensor('w'))),
      /^1 of the \d+ weights of this model are in another file \(external data\): choose an export in a single file\.$/u,
    ],
    [
      'half-precision pixels',
      toHalfInput(readModel(CLIP)),
      'The pixel input "pixel_values" has element type 10, expected 1 (float32): choose a file with float32 inputs.',
    ],
    [
      'stages with something in between',
      appendSuffix(renameOutput(readModel(CLIP), STAGE_END, 'stage'), writeModel(writeNode('Pool', ['stage'], STAGE_END))),
      'This model has 4 attention blocks in several stages, 2 of them in one row',
    ],
    [
      'patches before the class token',
      editType(readModel(CLIP), 'Concat', ({ inputs }) => ({ inputs: inputs.some((name) => name.includes('Expand')) ? inputs.toReversed() : inputs })),
      'The tokens of this model are ordered patches, 1; expected the patches together, after all other tokens.',
    ],
  ])('%s', (_, file, sentence) => {
    expect(() => graft(file)).toThrow(sentence);
  });

  it('a block that is not there', () => {
    const file = readModel(CLIP);
    for (const block of [4, -5, 1.5, Number.NaN]) {
      expect(() => graftVisionModel(file, { names: [], attentionBlock: block })).toThrow(
        `The encoder has blocks 0 to 3, asked for the attention of block ${block}.`,
      );
    }
    expect(graftVisionModel(file, { names: [], attentionBlock: -4 }).graph.blocks).toBe(4);
    expect(() => graftVisionModel(file, { names: [], attentionBlock: 0, furtherBlocks: () => receivedIn(0, 4) })).toThrow('asked for the attention of block 4.');
  });
});

/** The sum that ends block 1. */
const STAGE_END = '/vision_model/encoder/layers.1/Add_1_output_0';

function renameOutput(file: Uint8Array, from: string, to: string): Uint8Array {
  return editNodes(file, (node) => ({ ...node, outputs: node.outputs.map((name) => (name === from ? to : name)) }));
}

/** Changes the element type in the description of the pixel input. */
function toHalfInput(file: Uint8Array): Uint8Array {
  const start = Buffer.from(file).lastIndexOf(Buffer.from('pixel_values'));
  const halved = Uint8Array.from(file);
  // After the name come the fields TypeProto, its tensor type, and in that the element type.
  const position = halved.findIndex((byte, i) => i > start && byte === 8 && halved[i + 1] === DATA_TYPE.float32);
  halved[position + 1] = DATA_TYPE.float16;
  return halved;
}

describe('what a vision model cannot give', () => {
  it('has no class attention without a class token', () => {
    const { graph, outputs } = graft(readModel(SIGLIP));
    const nothing = 'This encoder has no class token.';
    const classAttention = 'This encoder has no class token, so there is no attention of a class token to its patches.';
    expect(graph.missing).toEqual({ classAttention, classToken: nothing, lastClassToken: nothing });
    expect(outputs).not.toHaveProperty('classAttention');
  });

  it('has no joint embeddings without a projection', () => {
    const { graph } = graft(readModel({ folder: 'dinov2', file: 'vision_model' }));
    const sentence = 'The file ends without a projection into a space shared with text, so its patches cannot be compared with a question.';
    expect(graph.missing).toEqual({ joint: sentence, lastJoint: sentence, valueJoint: sentence });
  });

  it('does not take a classifier for a projection', () => {
    const file = appendSuffix(readModel(CLIP), writeModel(writeNode('Add', ['image_embeds', 'bias'], 'logits')));
    const { graph, outputs } = graft(file);
    expect(graph.missing.joint).toMatch(/Its last layer "\/visual_projection\/MatMul" adds a bias, as a classifier does/u);
    expect(Object.keys(graph.missing).toSorted()).toEqual(['joint', 'lastJoint', 'valueJoint']);
    expect(outputs).toHaveProperty('tokens');
  });

  it('names the step that does not act on one token', () => {
    const { graph } = graft(editType(readModel(SIGLIP), 'Tanh', () => ({ type: 'CumSum' })));
    expect(graph.missing.joint).toBe(
      'The step "/vision_model/head/mlp/Tanh" (CumSum) behind the encoder does not act on one token at a time, so it cannot be applied to every patch.',
    );
  });

  it.each([
    ['a mask', { inputs: ['q', 'k', 'v', '', 'mask'] }, 'changes its scores by its input "mask", which is not repeated here'],
    ['causality', { attributes: [integerAttribute('num_heads', 4), integerAttribute('unidirectional', 1)] }, 'changes its scores by unidirectional'],
    ['rules of its own', { type: 'GroupQueryAttention' }, '(GroupQueryAttention) changes its scores by its own rules'],
  ])('has no probabilities where a fused node has %s', (_, change, sentence) => {
    const { graph } = graft(editType(readModel(FUSED), 'MultiHeadAttention', ({ inputs }) => ({ ...change, ...('inputs' in change && { inputs: [...inputs, ...change.inputs.slice(3)] }) })));
    expect(Object.keys(graph.missing).toSorted()).toEqual(['classAttention', 'receivedAttention']);
    expect(graph.missing.classAttention).toContain(sentence);
  });

  it('has no values where a fused node packs them', () => {
    const { graph } = graft(editType(readModel(FUSED), 'MultiHeadAttention', () => ({ type: 'PackedMultiHeadAttention' })));
    expect(Object.keys(graph.missing).toSorted()).toEqual(['classAttention', 'lastKeys', 'lastQueries', 'meanKeys', 'receivedAttention', 'valueJoint']);
    expect(graph.missing.meanKeys).toContain('packs queries, keys and values in a way that is not known here.');
  });

  it('leaves a further block out that hides its attention', () => {
    const file = editType(readModel(FUSED), 'MultiHeadAttention', ({ name }) => (name.includes('layers.1') ? { type: 'PackedMultiHeadAttention' } : {}));
    const { graph, outputs } = graftVisionModel(file, { names: ['receivedAttention'], attentionBlock: 2, furtherBlocks: () => receivedIn(0, 1) });
    expect(graph.missing).toEqual({});
    expect(Object.keys(outputs)).toEqual(['receivedAttention', 'receivedAttention.layer0']);
  });

  it('takes an attribute of 0 for what it says', () => {
    const attributes = [integerAttribute('num_heads', 4), integerAttribute('unidirectional', 0)];
    expect(graft(editType(readModel(FUSED), 'MultiHeadAttention', () => ({ attributes }))).graph.missing).toEqual({});
  });
});

it('extends a file that was extended before', () => {
  const once = graft(readModel(CLIP));
  const twice = graft(appendSuffix(readModel(CLIP), once.suffix));
  expect(Object.values(once.outputs)).toContain('graft/tokens');
  expect(Object.values(twice.outputs)).toContain('graft2/tokens');
  expect(twice.graph).toEqual(once.graph);
});

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readFields } from '../../src/encoders/graft/protobufReader.ts';
import { MessageWriter } from '../../src/encoders/graft/protobufWriter.ts';
import { sortOwnFiles } from '../../src/encoders/transformers/ownFiles.ts';
import { writeModel, writeOpset } from './graftEdits.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../fixtures/onnx/${path}`, import.meta.url)));
const json = (name: string, value: object = {}) => ({ name, bytes: new TextEncoder().encode(JSON.stringify(value)) });

const vision = { name: 'a.onnx', bytes: read('clip/vision_model.onnx') };
const text = { name: 'b.onnx', bytes: read('clip/text_model.onnx') };
const siglipText = { name: 'b.onnx', bytes: read('siglip/text_model.onnx') };
const both = withOutputs(['text_embeds', 'pooler_output'], text);
const preprocessor = json('preprocessor_config.json');

/** A text model that names other outputs, which is all that is read of them here. */
function withOutputs(names: string[], { name, bytes }: typeof text) {
  const graph = new MessageWriter();
  for (const field of readFields(bytes)) {
    if (field.id !== 7) continue;
    for (const part of readFields(field.bytes)) if (part.id !== 12) graph.bytes(part.id, part.bytes);
  }
  for (const output of names) graph.message(12, new MessageWriter().text(1, output));
  return { name, bytes: Buffer.concat([writeModel(graph), writeOpset(14)]) };
}

describe('own model files', () => {
  test('are told apart by what they read, whatever their names', async () => {
    const { family, files, title } = sortOwnFiles([text, json('config.json', { model_type: 'clip' }), preprocessor, vision, json('tokenizer.json')]);
    expect({ family, title }).toEqual({ family: 'clip', title: 'a.onnx' });
    expect(await files.vision()).toBe(vision.bytes);
    expect(await files.text?.()).toBe(text.bytes);
    expect(files.tokenizer).toBeDefined();
  });

  test.each([
    ['clip', text, []],
    ['siglip', siglipText, []],
    ['siglip', siglipText, [json('config.json', { model_type: 'siglip2' })]],
    ['clip', text, [json('config.json', { model_type: 'altclip' })]],
    ['clip', text, [json('config.json')]],
    ['siglip', both, [json('config.json', { model_type: 'siglip' })]],
  ] as const)('%s is recognized by its text model, and by config.json where that leaves it open: case %#', (family, model, config) => {
    expect(sortOwnFiles([vision, model, preprocessor, json('tokenizer.json'), ...config]).family).toBe(family);
  });

  test('a vision model alone is enough for redundancy', () => {
    expect(sortOwnFiles([vision, preprocessor])).toMatchObject({ family: 'dino' });
  });

  test.each([
    [[text, preprocessor], 'No vision model was opened'],
    [[vision], 'a.onnx came without preprocessor_config.json'],
    [[vision, { ...vision, name: 'c.onnx' }, preprocessor], '2 vision models were opened (a.onnx, c.onnx)'],
    [[vision, withOutputs([], text), preprocessor], 'b.onnx gives ; expected text_embeds (clip) or pooler_output (siglip)'],
    [[vision, both, preprocessor], 'b.onnx gives text_embeds and pooler_output, so it may be of clip or siglip; open the config.json'],
    [[vision, both, preprocessor, json('config.json', { model_type: 'bert' })], 'may be of clip or siglip'],
    [[vision, siglipText, preprocessor, json('config.json', { model_type: 'clip' })], 'pooler_output, and config.json says the model is "clip"; expected text_embeds (clip)'],
    [[vision, text, preprocessor, { name: 'config.json', bytes: new TextEncoder().encode('{"model_type":') }], 'The config.json is no JSON'],
    [[vision, text, preprocessor, json('config.json', [])], 'The config.json has an unknown format'],
    [[vision, text, preprocessor, json('config.json', { model_type: 7 })], 'The config.json has an unknown format'],
    [[vision, both, preprocessor, json('config.json')], 'may be of clip or siglip'],
    [[{ name: 'broken.onnx', bytes: Uint8Array.of(1, 2, 3) }, preprocessor], 'broken.onnx:'],
  ])('case %#: a sentence', (files, sentence) => {
    expect(() => sortOwnFiles(files)).toThrow(sentence);
  });
});

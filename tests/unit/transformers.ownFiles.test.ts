import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { sortOwnFiles } from '../../src/encoders/transformers/ownFiles.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../fixtures/onnx/${path}`, import.meta.url)));
const json = (name: string, value: object = {}) => ({ name, bytes: new TextEncoder().encode(JSON.stringify(value)) });

const vision = { name: 'a.onnx', bytes: read('clip/vision_model.onnx') };
const text = { name: 'b.onnx', bytes: read('clip/text_model.onnx') };
const preprocessor = json('preprocessor_config.json');

describe('own model files', () => {
  test('are told apart by what they read, whatever their names', async () => {
    const { family, files, title } = sortOwnFiles([text, json('config.json', { model_type: 'clip' }), preprocessor, vision, json('tokenizer.json')]);
    expect({ family, title }).toEqual({ family: 'clip', title: 'a.onnx' });
    expect(await files.vision()).toBe(vision.bytes);
    expect(await files.text?.()).toBe(text.bytes);
    expect(files.tokenizer).toBeDefined();
  });

  test('a vision model alone is enough for redundancy', () => {
    expect(sortOwnFiles([vision, preprocessor])).toMatchObject({ family: 'dino' });
  });

  test.each([
    [[text, preprocessor], 'No vision model was opened'],
    [[vision], 'a.onnx came without preprocessor_config.json'],
    [[vision, { ...vision, name: 'c.onnx' }, preprocessor], '2 vision models were opened (a.onnx, c.onnx)'],
    [[vision, text, preprocessor], 'without config.json'],
    [[vision, text, preprocessor, json('config.json', { model_type: 'bert' })], 'config.json says the model is "bert"'],
    [[vision, text, preprocessor, json('config.json')], 'states a "model_type"'],
    [[vision, text, preprocessor, { name: 'config.json', bytes: Uint8Array.of(123) }], 'The config.json is no JSON'],
    [[{ name: 'broken.onnx', bytes: Uint8Array.of(1, 2, 3) }, preprocessor], 'broken.onnx:'],
  ])('case %#: a sentence', (files, sentence) => {
    expect(() => sortOwnFiles(files)).toThrow(sentence);
  });
});

import { afterAll, describe, expect, test } from 'vitest';
import { editNodes, writeModel, writeNode } from './graftEdits.ts';
import { CLIP, closeEncoders, file, open, photo } from './transformersSetup.ts';

afterAll(closeEncoders);

describe('files that do not belong together', () => {
  test('the vision model in place of the text model, and the other way round', async () => {
    const encoder = await open('clip', { text: file('onnx/clip/vision_model.onnx') });
    await expect(encoder.encodeText('a cat')).rejects.toThrow('The text model reads pixel_values; expected input_ids');
    await expect(open('clip', { vision: file('onnx/clip/text_model.onnx') })).rejects.toThrow(/\w+ .*\.$/);
  });

  test('a text model that failed to open is asked for again', async () => {
    let attempts = 0;
    const encoder = await open('clip', {
      text: () => {
        attempts += 1;
        return attempts === 1 ? Promise.reject(new Error('offline')) : file('onnx/clip/text_model.onnx')();
      },
    });
    await expect(encoder.encodeText('the cat')).rejects.toThrow('offline');
    await expect(encoder.encodeText('the cat')).resolves.toMatchObject({ truncated: false });
  });

  test("another family's text model", async () => {
    const encoder = await open('clip', { text: file('onnx/siglip/text_model.onnx') });
    await expect(encoder.encodeText('a cat')).rejects.toThrow('gives last_hidden_state, pooler_output but no text_embeds');
  });

  test('a text model whose projection cannot be repeated says so with the question', async () => {
    const whole = await file('onnx/clip/text_model.onnx')();
    const renamed = editNodes(whole, (node) => (node.outputs[0] === 'text_embeds' ? { ...node, outputs: ['projected'] } : node));
    const odd = Uint8Array.from([...renamed, ...writeModel(writeNode('Abs', ['projected'], 'text_embeds'))]);
    const encoder = await open('clip', { text: () => Promise.resolve(odd) });
    const text = await encoder.encodeText('where is the cat');
    expect(text.notes).toEqual([expect.stringContaining('projects only its pooled token')]);
    expect([text.embeddings.rows, text.embeddings.data]).toEqual([1, text.pooled]);
    expect((await (await open('clip')).encodeText('where is the cat')).notes).toEqual([]);
  });

  test('a damaged text model', async () => {
    const whole = await file('onnx/clip/text_model.onnx')();
    const unknown = whole.slice();
    unknown.set(new TextEncoder().encode('Argmax'), Buffer.from(whole).lastIndexOf('ArgMax'));
    const encoder = await open('clip', { text: () => Promise.resolve(unknown) });
    await expect(encoder.encodeText('the cat')).rejects.toThrow(/^The text model cannot be opened \(.+\)\.$/s);
    const cut = await open('clip', { text: () => Promise.resolve(whole.slice(0, whole.length / 2)) });
    await expect(cut.encodeText('the cat')).rejects.toThrow('cut off or damaged');
  });

  test('a preprocessor of another size', async () => {
    const encoder = await open('clip', { preprocessor: { ...CLIP, size: { shortest_edge: 56 }, crop_size: 56 } });
    await expect(encoder.encodeView(photo)).rejects.toThrow('could not read a photo of 56 x 56 pixels');
    await expect(open('clip', { preprocessor: { ...CLIP, size: { shortest_edge: 6 }, crop_size: 6 } })).rejects.toThrow('patches have 8 pixels a side');
  });

  test('an attention block that is not there', async () => {
    await expect(open('clip', { options: { attentionBlock: 4 } })).rejects.toThrow('blocks 0 to 3');
  });

  test('a config.json that is none', async () => {
    await expect(open('clip', { config: { vision_config: { patch_size: 'big' } } })).rejects.toThrow('The config.json has an unknown format');
  });
});

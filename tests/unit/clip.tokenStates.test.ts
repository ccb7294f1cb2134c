import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readPatchSize } from '../../src/encoders/transformers/patchSize.ts';
import { graftTokenStates } from '../../src/encoders/transformers/tokenStates.ts';

function readFixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(`../fixtures/onnx/${path}`, import.meta.url)));
}

const clip = readFixture('clip/text_model.onnx');

describe('graftTokenStates', () => {
  test('says when there is no projection to repeat', () => {
    const sentence = expect.stringContaining('projects only its pooled token');
    expect(graftTokenStates(clip, 'last_hidden_state')).toEqual({ missing: sentence });
    expect(graftTokenStates(clip, 'there is no such output')).toEqual({ missing: sentence });
  });

  test('adds little and finds a free name', () => {
    const first = graftTokenStates(clip, 'text_embeds');
    if (!('suffix' in first)) throw new Error('expected a graft');
    expect(first.suffix.length).toBeLessThan(1000);
    const again = graftTokenStates(Uint8Array.from([...clip, ...first.suffix]), 'text_embeds');
    expect('output' in again && again.output).not.toBe(first.output);
  });

  test('damaged files give a sentence or a graft, never anything else', () => {
    const damage = fc.array(fc.tuple(fc.nat(clip.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(damage, fc.option(fc.nat(clip.length)), (changes, end) => {
        const file = clip.slice(0, end ?? clip.length);
        for (const [at, value] of changes) if (at < file.length) file[at] = value;
        for (const read of [() => graftTokenStates(file, 'text_embeds'), () => readPatchSize(file)]) {
          try {
            read();
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect(String(error)).toMatch(/^Error: The (model )?file .*\.$/s);
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('readPatchSize', () => {
  test.each(['clip/vision_model', 'clip/vision_model_fp16', 'siglip/vision_model_quantized', 'dinov2/vision_model'])('%s', (name) => {
    expect(readPatchSize(readFixture(`${name}.onnx`))).toBe(8);
  });

  test('a text model has no patches', () => {
    expect(readPatchSize(clip)).toBeNull();
  });
});

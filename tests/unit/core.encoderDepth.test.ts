import { describe, expect, test } from 'vitest';
import { LOCAL_BLOCK, OBJECT_BLOCK, scaleBlock } from '../../src/core/encoderDepth.ts';

describe('scaleBlock', () => {
  test('leaves the blocks of CLIP ViT-L as they are', () => {
    for (let index = 0; index < 24; index++) expect(scaleBlock(index, 24)).toBe(index);
  });

  test.each([
    // 5 / 23 * 11 = 2.39 and 8 / 23 * 11 = 3.83
    [12, 2, 4],
    // 5 / 23 * 26 = 5.65 and 8 / 23 * 26 = 9.04
    [27, 6, 9],
    // 5 / 23 * 3 = 0.65 and 8 / 23 * 3 = 1.04
    [4, 1, 1],
    [1, 0, 0],
  ])('of %i blocks takes those at the same depth', (blocks, local, object) => {
    expect([scaleBlock(LOCAL_BLOCK, blocks), scaleBlock(OBJECT_BLOCK, blocks)]).toEqual([local, object]);
    expect([scaleBlock(0, blocks), scaleBlock(23, blocks)]).toEqual([0, blocks - 1]);
  });

  test('refuses what is no block', () => {
    for (const index of [-1, 24, 1.5, Number.NaN]) expect(() => scaleBlock(index, 12)).toThrow(`CLIP has blocks 0 to 23, asked for block ${index}.`);
    for (const blocks of [0, 2.5]) expect(() => scaleBlock(5, blocks)).toThrow(`at least 1 block, got ${blocks}`);
  });
});

import { describe, expect, test } from 'vitest';
import { writeNpy } from '../../src/core/npy.ts';
import { MOST_BYTES } from '../../src/core/tensorFileElements.ts';
import { isTokenFile, openTokenFiles } from '../../src/media/openTokenFile.ts';
import { readFixture } from '../support/tensorFiles.ts';

const blob = (name: string, bytes: Uint8Array) => ({ name, file: new Blob([Uint8Array.from(bytes)]) });
const numbers = (rows: number, cols: number) => writeNpy({ rows, cols, data: new Float32Array(rows * cols).fill(1) });

describe('token files in the page', () => {
  test('are recognized by content, and by name if the content is damaged', async () => {
    for (const name of ['float16.npy', 'stored.npz', 'all-types.safetensors']) {
      expect(await isTokenFile(blob('download', readFixture(name)))).toBe(true);
    }
    expect(await isTokenFile(blob('tokens.NPZ', new Uint8Array(0)))).toBe(true);
    expect(await isTokenFile(blob('photo.png', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13)))).toBe(false);
    expect(await isTokenFile(blob('empty', new Uint8Array(0)))).toBe(false);
  });

  test('several files are combined by their names', async () => {
    const files = [blob('tokens.npy', numbers(4, 3)), blob('joint.npy', numbers(4, 2)), blob('query.npy', numbers(1, 2))];
    const own = await openTokenFiles(files, { photo: { width: 20, height: 10 } });
    expect(own).toMatchObject({ tokens: { rows: 4 }, joint: { cols: 2 }, query: { embeddings: { cols: 2 } }, layout: { width: 20, height: 10 } });
  });

  test('a file that is too large or gone gets a sentence', async () => {
    const huge = { size: MOST_BYTES + 1 } as Blob;
    await expect(openTokenFiles([{ name: 'a.npy', file: huge }], {})).rejects.toThrow('a.npy has 1073741825 bytes; at most 1073741824');
    const gone = { size: 9, arrayBuffer: () => Promise.reject(new DOMException('gone', 'NotFoundError')) } as unknown as Blob;
    await expect(openTokenFiles([{ name: 'a.npy', file: gone }], {})).rejects.toThrow('a.npy cannot be read any more (9 bytes)');
  });
});

import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeNpy } from '../../src/core/npy.ts';
import { openNpz } from '../../src/core/npz.ts';
import { MOST_BYTES } from '../../src/core/tensorFileElements.ts';
import { damagedFiles, expected, readFixture, readWhatCanBeRead } from '../support/tensorFiles.ts';

const matrix = writeNpy({ rows: 2, cols: 3, data: Float32Array.of(1, 2, 3, 4, 5, 6) });
const stored = zipSync({ 'tokens.npy': [matrix, { level: 0 }] });
const END_BYTES = 22;

/** The archive with a number of its directory's first entry, or of its end, replaced. */
function patch(archive: Uint8Array, where: 'entry' | 'end', offset: number, value: number, bytes: 2 | 4): Uint8Array {
  const changed = archive.slice();
  const view = new DataView(changed.buffer);
  const end = changed.length - END_BYTES;
  const start = where === 'end' ? end : view.getUint32(end + 16, true);
  if (bytes === 2) view.setUint16(start + offset, value, true);
  else view.setUint32(start + offset, value, true);
  return changed;
}

const readTokens = (archive: Uint8Array) => () => openNpz(archive, 'a.npz').tensors.get('tokens')?.();

describe('.npz', () => {
  test.each(Object.keys(expected).filter((name) => name.endsWith('.npz')))('reads %s as NumPy does', (name) => {
    const { tensors } = openNpz(readFixture(name), name);
    const read = [...tensors].map(([tensorName, readTensor]) => {
      const { shape, data } = readTensor();
      return [tensorName, { shape, data: Array.from(data) }];
    });
    expect(Object.fromEntries(read)).toEqual(expected[name]);
  });

  test('unpacks an array larger than its window and its pieces', () => {
    const data = Float32Array.from({ length: 300_000 }, (_, i) => Math.sin(i * i));
    const archive = zipSync({ 'tokens.npy': writeNpy({ rows: 1000, cols: 300, data }) });
    expect(readTokens(archive)()?.data.every((value, i) => value === data[i])).toBe(true);
  });

  test('says what is wrong', () => {
    expect(() => openNpz(zipSync({}), 'a.npz')).toThrow('a.npz holds no .npy arrays; found nothing');
    expect(() => openNpz(zipSync({ 'archive/data.pkl': matrix }), 'a.pt')).toThrow('a.pt is a PyTorch pickle');
    expect(() => openNpz(stored.subarray(0, 150), 'a.npz')).toThrow('its 150 bytes hold no directory');
    expect(readTokens(patch(stored, 'entry', 8, 1, 2))).toThrow('a.npz (tokens.npy) is encrypted');
    expect(readTokens(patch(stored, 'entry', 10, 12, 2))).toThrow('compressed by method 12');
    expect(readTokens(patch(stored, 'entry', 16, 0, 4))).toThrow('expected 00000000');
    expect(() => openNpz(patch(stored, 'end', 16, 1, 4), 'a.npz')).toThrow('should end at byte');
    expect(() => openNpz(patch(stored, 'end', 10, 0xffff, 2), 'a.npz')).toThrow('a ZIP64 archive');
    expect(() => openNpz(patch(stored, 'end', 4, 1, 2), 'a.npz')).toThrow('several volumes');
    const twice = zipSync({ 'tokens.npy': matrix, 'tokenz.npy': matrix });
    expect(() => openNpz(Uint8Array.from(twice, (byte) => (byte === 0x7a ? 0x73 : byte)), 'a.npz')).toThrow('two files named "tokens.npy"');
    const notArray = zipSync({ 'tokens.npy': new Uint8Array(20) });
    expect(readTokens(notArray)).toThrow('a.npz (tokens) is no .npy file');
  });

  test('refuses sizes that cannot be, before unpacking', () => {
    const zeros = zipSync({ 'tokens.npy': new Uint8Array(5e6) });
    expect(zeros.length).toBeLessThan(6000);
    expect(readTokens(patch(zeros, 'entry', 24, 2 ** 30, 4))).toThrow('cannot unpack to the 1073741824');
    expect(readTokens(patch(zeros, 'entry', 24, MOST_BYTES + 1, 4))).toThrow(`unpacks to more than ${MOST_BYTES} bytes`);
    expect(readTokens(patch(zeros, 'entry', 24, 1000, 4))).toThrow('unpacks to more than 1000 bytes');
    expect(readTokens(patch(zeros, 'entry', 24, 5e6 + 1, 4))).toThrow('unpacks to 5000000 bytes, expected 5000001');
  });

  test('counts what has been unpacked over all arrays', () => {
    const half = zipSync({ 'a.npy': [matrix, { level: 0 }], 'b.npy': [matrix, { level: 0 }] });
    const { tensors } = openNpz(patch(half, 'entry', 24, MOST_BYTES - 10, 4), 'a.npz');
    expect(tensors.get('a')).toThrow('is stored in');
    expect(tensors.get('b')).toThrow('unpacks to more than');
  });

  test('a damaged archive gives the same arrays or a sentence, never other numbers', () => {
    for (const name of ['stored.npz', 'deflated.npz', 'streamed.npz']) {
      fc.assert(
        fc.property(damagedFiles(readFixture(name)), (bytes) => {
          for (const [tensorName, { shape, data }] of readWhatCanBeRead(bytes, 'x.npz')) {
            expect({ shape, data: Array.from(data) }).toEqual(expected[name][tensorName]);
          }
        }),
        { numRuns: 400 },
      );
    }
  });
});

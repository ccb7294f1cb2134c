import { describe, expect, it } from 'vitest';
import { readTar } from '../../src/core/tar.ts';

const BLOCK = 512;

/** One entry: header and data, padded to whole blocks. */
function makeEntry(name: string, text: string, { type = '0', prefix = '' } = {}): Buffer {
  const data = Buffer.from(text);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write(data.length.toString(8).padStart(11, '0'), 124);
  header.write(type, 156);
  header.write('ustar\x0000', 257, 'latin1');
  header.write(prefix, 345);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)]);
}

function makeTar(...entries: Buffer[]): Buffer {
  return Buffer.concat([...entries, Buffer.alloc(2 * BLOCK)]);
}

function readTexts(tar: Uint8Array): [string, string][] {
  return readTar(tar).map(({ name, data }) => [name, Buffer.from(data).toString()]);
}

describe('readTar', () => {
  it('gives regular files in order and leaves out folders and links', () => {
    const tar = makeTar(makeEntry('a/', '', { type: '5' }), makeEntry('a/one.txt', 'one'), makeEntry('link', '', { type: '2' }), makeEntry('b', 'x'.repeat(600)));
    expect(readTexts(tar)).toEqual([
      ['a/one.txt', 'one'],
      ['b', 'x'.repeat(600)],
    ]);
  });

  it('reads long names from the prefix, a pax header or a GNU entry', () => {
    const long = `${'folder/'.repeat(30)}file.txt`;
    const record = ` path=${long}\n`;
    const pax = `${record.length + 3}${record}`;
    const tar = makeTar(
      makeEntry('file.txt', '1', { prefix: 'some/folder' }),
      makeEntry('pax', pax, { type: 'x' }),
      makeEntry('short', '2'),
      makeEntry('././@LongLink', `${long}\0`, { type: 'L' }),
      makeEntry('short', '3'),
      makeEntry('plain', '4'),
    );
    expect(readTexts(tar)).toEqual([
      ['some/folder/file.txt', '1'],
      [long, '2'],
      [long, '3'],
      ['plain', '4'],
    ]);
  });

  it('refuses an archive that ends inside a file or has a damaged header', () => {
    const tar = makeTar(makeEntry('a', 'x'.repeat(600)));
    expect(() => readTar(tar.subarray(0, 700))).toThrow('tar: "a" needs 600 bytes, but only 188 are left; the archive is truncated');
    tar[3] ^= 1;
    expect(() => readTar(tar)).toThrow(/tar: header checksum at byte 0 is \d+, expected \d+; the archive is damaged/);
  });

  it('gives nothing for an empty archive', () => {
    expect(readTar(new Uint8Array(2 * BLOCK))).toEqual([]);
  });
});

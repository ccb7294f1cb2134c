/** Fixture files of tensors, ways to damage a file, and the rule that every reader of one must follow. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { openTensorFile } from '../../src/core/tensorFile.ts';
import { type Tensor, TensorFileError } from '../../src/core/tensorFileElements.ts';

const FOLDER = new URL('../fixtures/tensors/', import.meta.url);

export interface ExpectedTensor {
  shape: number[];
  data: number[];
}

/** What NumPy says the fixture files hold: an array each, or arrays by name. */
export const expected: Record<string, ExpectedTensor & Record<string, ExpectedTensor>> = JSON.parse(
  readFileSync(new URL('expected.json', FOLDER), 'utf8'),
);

export function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(name, FOLDER))));
}

/** The file with bits flipped, bytes replaced, removed or repeated, or its end cut off; sometimes only random bytes. */
export function damagedFiles(file: Uint8Array): fc.Arbitrary<Uint8Array> {
  const position = fc.nat(file.length - 1);
  const flip = fc.tuple(position, fc.nat(7)).map(([at, bit]) => change(file, at, file[at] ^ (1 << bit)));
  const replace = fc.tuple(position, fc.nat(255)).map(([at, value]) => change(file, at, value));
  const cut = fc.nat(file.length).map((length) => file.slice(0, length));
  const remove = fc.tuple(position, fc.integer({ min: 1, max: 40 })).map(([at, count]) => Uint8Array.from([...file.slice(0, at), ...file.slice(at + count)]));
  const repeat = fc.tuple(position, fc.integer({ min: 1, max: 40 })).map(([at, count]) => Uint8Array.from([...file.slice(0, at + count), ...file.slice(at)]));
  const random = fc.uint8Array({ maxLength: 200 });
  const randomTail = fc.tuple(fc.nat(60), random).map(([length, tail]) => Uint8Array.from([...file.slice(0, length), ...tail]));
  return fc.oneof({ arbitrary: flip, weight: 4 }, replace, cut, remove, repeat, random, randomTail);
}

/** Reads every tensor of a damaged file; whatever is refused must be refused in one sentence that names the file. */
export function readWhatCanBeRead(bytes: Uint8Array, name: string): Map<string, Tensor> {
  const read = new Map<string, Tensor>();
  attempt(name, () => {
    for (const [tensorName, readTensor] of openTensorFile(bytes, name).tensors) {
      attempt(name, () => read.set(tensorName, readTensor()));
    }
  });
  for (const { shape, data } of read.values()) {
    if (data.length !== shape.reduce((product, size) => product * size, 1)) throw new Error(`${data.length} numbers for ${shape.join(' x ')}`);
    if (!data.every(Number.isFinite)) throw new Error('a value is not finite');
  }
  return read;
}

function attempt(name: string, action: () => void): void {
  try {
    action();
  } catch (error) {
    const isSentence = error instanceof TensorFileError && error.message.startsWith(`${name} `) && /^[^\n]+\.$/.test(error.message);
    if (!isSentence) throw error;
  }
}

function change(file: Uint8Array, at: number, value: number): Uint8Array {
  const changed = file.slice();
  changed[at] = value;
  return changed;
}

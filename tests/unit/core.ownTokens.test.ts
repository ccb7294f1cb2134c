import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readNpy } from '../../src/core/npy.ts';
import { MOST_TOKENS, type OwnTokensOptions, readOwnTokens } from '../../src/core/ownTokens.ts';
import { TensorFileError } from '../../src/core/tensorFileElements.ts';
import { damagedFiles, readFixture } from '../support/tensorFiles.ts';

/** A .npy file of float32 (or int64) whose element i is i + 1. */
function array(shape: number[], type: 'f4' | 'i8' = 'f4', values?: number[]): Uint8Array {
  const count = shape.reduce((product, size) => product * size, 1);
  const numbers = values ?? Array.from({ length: count }, (_, i) => i + 1);
  const header = `{'descr': '<${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }\n`;
  const start = Uint8Array.of(0x93, ...new TextEncoder().encode('NUMPY'), 1, 0, header.length & 255, header.length >> 8);
  const data = type === 'f4' ? Float32Array.from(numbers) : BigInt64Array.from(numbers, BigInt);
  return Uint8Array.from([...start, ...new TextEncoder().encode(header), ...new Uint8Array(data.buffer)]);
}

/** An archive of arrays by name. */
function bundle(arrays: Record<string, Uint8Array>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(arrays).map(([name, bytes]) => [`${name}.npy`, bytes])), { level: 0 });
}

const readBundle = (arrays: Record<string, Uint8Array>, options?: OwnTokensOptions) =>
  readOwnTokens([{ name: 'own.npz', bytes: bundle(arrays) }], options);
const tokens = array([12, 4]);

describe('own tokens', () => {
  test.each(['stored.npz', 'deflated.npz', 'all-types.safetensors'])('reads everything that %s holds', (name) => {
    const own = readOwnTokens([{ name, bytes: readFixture(name) }], { photo: { width: 200, height: 90 } });
    expect(own).toMatchObject({
      tokens: { rows: 12, cols: 5 },
      joint: { rows: 12, cols: 6 },
      query: { embeddings: { rows: 2, cols: 6 }, pieces: [], truncated: false },
      grid: { views: 1, rows: 3, cols: 4 },
      layout: { width: 200, height: 90, views: [{ kind: 'base', rows: 3, cols: 4, offset: 0, cellWidth: 50, cellHeight: 30 }] },
      coversPhoto: true,
      extras: { 'classAttention.layer22': { shape: [12] } },
      provenance: 'own tokens: similarity of "tokens", relevance of "joint"',
      notices: [],
    });
    if (name === 'stored.npz') expect(own.tokens).toEqual(readNpy(readFixture('float32.npy'), 'float32.npy'));
  });

  test('combines .npy files by their names, and takes one of any name for the tokens', () => {
    const files = [
      { name: 'features.npy', bytes: tokens },
      { name: 'folder/joint.npy', bytes: array([12, 3]) },
      { name: 'C:\\folder\\pooled.npy', bytes: array([3]) },
    ];
    const own = readOwnTokens(files);
    expect(own).toMatchObject({ tokens: { rows: 12, cols: 4 }, joint: { cols: 3 }, notices: [expect.stringContaining('3 rows and 4 columns')] });
    expect(own.query).toMatchObject({ embeddings: { rows: 1, cols: 3 }, pooled: Float32Array.of(1, 2, 3) });
    const roles = [{ name: 'a.npy', bytes: tokens, holds: 'tokens' }, { name: 'b.npy', bytes: array([2, 4]), holds: 'query' }];
    expect(readOwnTokens(roles)).toMatchObject({ joint: { rows: 12, cols: 4 }, query: { embeddings: { rows: 2 } } });
  });

  test('understands batch, grid and view dimensions', () => {
    const gridOf = (shape: number[]) => readBundle({ tokens: array(shape) }).grid;
    expect(gridOf([1, 16, 4])).toEqual({ views: 1, rows: 4, cols: 4 });
    expect(gridOf([2, 8, 4])).toEqual({ views: 1, rows: 2, cols: 8 });
    expect(gridOf([1, 3, 5, 4])).toEqual({ views: 1, rows: 3, cols: 5 });
    expect(gridOf([2, 3, 5, 4])).toEqual({ views: 2, rows: 3, cols: 5 });
    const own = readBundle({ tokens: array([3, 4, 2]), joint: array([1, 12, 5]), query: array([1, 2, 5]) });
    expect(own).toMatchObject({ tokens: { rows: 12, cols: 2 }, joint: { rows: 12, cols: 5 }, query: { embeddings: { rows: 2, cols: 5 } } });
    expect(readBundle({ tokens: array([2, 16, 4]) }).notices).toEqual([expect.stringContaining('read as 2 rows and 16 columns')]);
  });

  test('takes the grid from the person, the file, the shape, or guesses with a notice', () => {
    const stated = { grid: { rows: 2, cols: 6 } };
    expect(readBundle({ tokens: array([3, 4, 2]), grid: array([2], 'i8', [12, 1]) }, stated).grid).toEqual({ views: 1, rows: 2, cols: 6 });
    const stored = readBundle({ tokens: array([3, 4, 2]), grid: array([1, 3], 'i8', [3, 2, 2]) });
    expect(stored).toMatchObject({ grid: { views: 3, rows: 2, cols: 2 }, notices: [] });
    expect(readBundle({ tokens: array([18, 2]) }, { grid: { views: 2 } })).toMatchObject({ grid: { views: 2, rows: 3, cols: 3 }, notices: [] });
    const guessed = readBundle({ tokens: array([24, 2]) });
    expect(guessed).toMatchObject({ grid: { rows: 4, cols: 6 }, notices: [expect.stringContaining('"grid" = [rows, cols]')] });
    expect(readBundle({ tokens: array([16, 2]) }).notices).toEqual([]);
  });

  test('lays out squares without a photo, and several views side by side', () => {
    const { layout, coversPhoto } = readBundle({ tokens: array([3, 5, 2]) });
    expect({ layout, coversPhoto }).toEqual({
      coversPhoto: false,
      layout: { width: 80, height: 48, views: [{ kind: 'base', rows: 3, cols: 5, offset: 0, x: 0, y: 0, cellWidth: 16, cellHeight: 16 }] },
    });
    const views = readBundle({ tokens: array([5, 4, 4, 2]) }, { photo: { width: 500, height: 400 } });
    expect(views.coversPhoto).toBe(false);
    expect(views.notices).toEqual([expect.stringContaining('side by side without it')]);
    expect(views.layout.views.map(({ offset }) => offset)).toEqual([0, 16, 32, 48, 64]);
    const corners = views.layout.views.map(({ x, y }) => `${x} ${y}`);
    expect(new Set(corners).size).toBe(5);
    for (const { x, y, cols, rows } of views.layout.views) {
      expect(x + cols * 16).toBeLessThanOrEqual(views.layout.width);
      expect(y + rows * 16).toBeLessThanOrEqual(views.layout.height);
    }
  });

  test('compares the question with joint, else with the features of its width', () => {
    const projected = array([12, 6]);
    const both = { tokens, projected };
    expect(readBundle({ ...both, joint: array([12, 5]), query: array([5]) })).toMatchObject({ joint: { cols: 5 }, tokens: { cols: 4 } });
    expect(readBundle({ ...both, query: array([2, 4]) })).toMatchObject({ joint: { cols: 4 }, provenance: expect.stringContaining('relevance of "tokens"') });
    expect(readBundle({ ...both, query: array([2, 6]) })).toMatchObject({ joint: { cols: 6 }, provenance: expect.stringContaining('relevance of "projected"') });
    const language = readBundle({ projected, query: array([2, 6]) });
    expect(language).toMatchObject({ tokens: { cols: 6 }, provenance: 'own tokens: similarity of "projected", relevance of "projected"' });
    expect(language.extras.projected.shape).toEqual([12, 6]);
    expect(readBundle({ tokens, joint: array([12, 5]) })).toMatchObject({ joint: { cols: 5 }, query: null });
    expect(readBundle({ tokens })).toMatchObject({ joint: null, query: null, provenance: expect.stringContaining('no relevance') });
    const withStates = readBundle({ tokens, query: array([3, 4]), pooled: array([1, 4]) });
    expect(withStates.query).toMatchObject({ embeddings: { rows: 3 }, pooled: Float32Array.of(1, 2, 3, 4) });
  });

  test('checks the extras for other methods', () => {
    const extras = {
      classAttention: array([12]),
      'classAttention.layer22': array([1, 16, 12]),
      'receivedAttention.layer3': array([3, 4]),
      'promptAttention.layer2': array([2, 12]),
      meanKeys: array([13, 8]),
      lastKeys: array([12, 8]),
      lastQueries: array([1, 13, 8]),
      classToken: array([1, 4]),
      wordEmbeddings: array([5, 6]),
      'languageStates.layer2': array([1, 12, 6]),
      'languageKeys.layer1': array([12, 8]),
      'promptStates.layer2': array([1, 7, 6]),
      'promptKeys.layer1': array([8]),
    };
    const own = readBundle({ tokens, ...extras });
    const shapes = Object.fromEntries(Object.entries(own.extras).map(([name, { shape }]) => [name, shape]));
    expect(shapes).toEqual({
      classAttention: [12],
      'classAttention.layer22': [16, 12],
      'receivedAttention.layer3': [12],
      'promptAttention.layer2': [2, 12],
      meanKeys: [13, 8],
      lastKeys: [12, 8],
      lastQueries: [13, 8],
      classToken: [1, 4],
      wordEmbeddings: [5, 6],
      'languageStates.layer2': [12, 6],
      'languageKeys.layer1': [12, 8],
      'promptStates.layer2': [7, 6],
      'promptKeys.layer1': [1, 8],
    });
    expect(() => readBundle({ tokens, classAttention: array([13]) })).toThrow('shape (13); expected 12 values, one per token, or that many per row. Leave out the class token');
    expect(() => readBundle({ tokens, meanKeys: array([14, 8]) })).toThrow('expected 12 rows, one per token, or 13 with the class token');
    expect(() => readBundle({ tokens, classToken: array([2, 4]) })).toThrow('own.npz (classToken) has the shape (2, 4); expected 1 row');
    expect(() => readBundle({ tokens, lastKeys: array([2, 12, 8]) })).toThrow('3 dimensions');
  });

  test('checks what comes from inside the language model', () => {
    expect(() => readBundle({ tokens, 'languageStates.layer2': array([13, 6]) })).toThrow('own.npz (languageStates.layer2) has the shape (13, 6); expected 12 rows, one per token of the photo.');
    expect(() => readBundle({ tokens, 'languageKeys.layer1': array([12]) })).toThrow('shape (12); expected 12 rows');
    expect(() => readBundle({ tokens, 'promptKeys.layer1': array([4, 7, 2]) })).toThrow('3 dimensions');
    expect(() => readBundle({ tokens, 'promptStates.layer2': array([7, 6], 'i8') })).toThrow('expected floating point');
    expect(readBundle({ tokens, promptStates: array([7, 6]) }).notices[0]).toMatch(/^Ignored.*"promptStates"\. Known are .*promptKeys\.layerN\.$/);
  });

  test('lists what it ignores', () => {
    const many = Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`weight${i}`, array([1])]));
    const { notices } = readBundle({ tokens: array([4, 2]), ...many });
    expect(notices).toEqual([expect.stringMatching(/^Ignored.*"weight0".*"weight7" and 2 more\. Known are tokens, joint/)]);
    expect(readBundle({ arr_0: array([4, 2]) }).notices).toEqual(['own.npz holds no "tokens"; its only other tensor, "arr_0", is read as them.']);
  });

  test('a notice does not need the ignored tensor to be readable', () => {
    const strange = new Uint8Array(4);
    expect(readBundle({ tokens: array([4, 2]), strange }).notices).toHaveLength(1);
  });

  test.each<[string, Record<string, Uint8Array>, OwnTokensOptions, string]>([
    ['no tokens', { a: tokens, b: tokens }, {}, 'No tensor "tokens" of shape n x d in own.npz; found "a", "b".'],
    ['too many', { tokens: array([MOST_TOKENS + 1, 1]) }, {}, '16385 tokens; at most 16384'],
    ['whole numbers', { tokens: array([4, 2], 'i8') }, {}, "elements of type '<i8'; expected floating point"],
    ['five dimensions', { tokens: array([2, 2, 2, 2, 2]) }, {}, 'shape (2, 2, 2, 2, 2); expected one row per token'],
    ['joint rows', { tokens, joint: array([3, 4]) }, {}, 'own.npz (joint) has 3 rows and own.npz (tokens) 12; both need one row per token'],
    ['projected rows', { tokens, projected: array([3, 4]) }, {}, 'own.npz (projected) has 3 rows'],
    ['query width', { tokens, query: array([3]) }, {}, 'own.npz (query) has 3 columns; own.npz (tokens) has 4, and the question must live'],
    ['query without its space', { tokens, joint: array([12, 2]), query: array([4]) }, {}, 'own.npz (joint) has 2, and'],
    ['pooled rows', { tokens, pooled: array([2, 4]) }, {}, 'own.npz (pooled) has the shape 2 x 4; expected 1 x 4'],
    ['pooled width', { tokens, query: array([4]), pooled: array([3]) }, {}, 'has the shape 1 x 3; expected 1 x 4'],
    ['class token, grid stored', { tokens: array([17, 2]), grid: array([2], 'i8', [4, 4]) }, {}, '4 x 4 = 16 tokens does not fit the 17 tokens of own.npz (tokens). The class token must be left out'],
    ['class tokens of views', { tokens: array([34, 2]) }, { grid: { views: 2, rows: 4, cols: 4 } }, '2 x 4 x 4 = 32 tokens does not fit the 34 tokens of own.npz (tokens). The class tokens must'],
    ['grid that does not fit', { tokens, grid: array([2], 'i8', [5, 5]) }, {}, '5 x 5 = 25 tokens does not fit the 12'],
    ['grid of another form', { tokens, grid: array([4], 'i8') }, {}, 'begins with 1, 2, 3; expected [rows, cols]'],
    ['grid of fractions', { tokens, grid: array([2], 'f4', [1.5, 8]) }, {}, 'expected [rows, cols]'],
    ['other views', { tokens, grid: array([2], 'i8', [3, 4]) }, { grid: { views: 2 } }, 'states 1 views, but 2 are asked for'],
    ['uneven views', { tokens }, { grid: { views: 5 } }, '5 equal views of 12 tokens does not fit the 12 tokens'],
  ])('refuses %s in one sentence', (_, arrays, options, sentence) => {
    expect(() => readBundle(arrays, options)).toThrow(TensorFileError);
    expect(() => readBundle(arrays, options)).toThrow(sentence);
  });

  test('takes one token more than a square, and asks about the class token', () => {
    const { grid, notices } = readBundle({ tokens: array([577, 1]) });
    expect(grid).toEqual({ views: 1, rows: 1, cols: 577 });
    expect(notices.join(' ')).toContain('577 tokens are 24 x 24 and one more: if own.npz (tokens) still has its class token');
  });

  test('refuses numbers whose squares leave float32', () => {
    const huge = array([1, 2], 'f4', [1, 1e16]);
    expect(() => readBundle({ tokens: huge })).toThrow('every value must be a finite number below 1000000000000000');
  });

  test('refuses a tensor that is given twice or missing where it was promised', () => {
    const own = { name: 'own.npz', bytes: bundle({ tokens, joint: tokens }) };
    expect(() => readOwnTokens([own, { name: 'joint.npy', bytes: tokens }])).toThrow('"joint" is given twice, by own.npz and by joint.npy');
    expect(() => readOwnTokens([{ ...own, holds: 'query' }])).toThrow('own.npz holds no tensor "query"; it holds "tokens", "joint".');
    expect(() => readOwnTokens([])).toThrow('No tensor "tokens"');
    expect(() => readOwnTokens([{ name: 'photo.jpg', bytes: Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0) }])).toThrow(
      'photo.jpg is no .npy, .npz or .safetensors file: it has 5 bytes that begin with ff d8 ff e0.',
    );
    expect(() => readOwnTokens([{ name: 'a.npy', bytes: new Uint8Array(0) }])).toThrow('a.npy is no .npy, .npz or .safetensors file: it is empty');
  });

  test('damaged files give a consistent set or a sentence', () => {
    for (const name of ['stored.npz', 'deflated.npz', 'all-types.safetensors', 'float32.npy']) {
      fc.assert(
        fc.property(damagedFiles(readFixture(name)), (bytes) => {
          try {
            const { tokens: read, joint, query, grid, layout } = readOwnTokens([{ name: 'own tokens.bin', bytes }]);
            expect(read.data).toHaveLength(read.rows * read.cols);
            expect(grid.views * grid.rows * grid.cols).toBe(read.rows);
            expect(layout.views).toHaveLength(grid.views);
            if (query) expect(joint?.cols).toBe(query.embeddings.cols);
          } catch (error) {
            if (!(error instanceof TensorFileError)) throw error;
            expect(error.message).toMatch(/^[^\n]*own tokens\.bin[^\n]*\.$/);
          }
        }),
        { numRuns: 300 },
      );
    }
  });
});

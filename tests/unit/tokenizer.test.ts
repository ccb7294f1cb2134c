import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBytePiece, readSentencePiece } from '../../src/encoders/transformers/pieces.ts';
import { createTextTokenizer } from '../../src/encoders/transformers/tokenizer.ts';
import { makeClipTokenizer } from '../fixtures/tokenizers/clipTokenizer.ts';

const FIXTURES = new URL('../fixtures/tokenizers/', import.meta.url);

function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, FIXTURES)));
}

function parseFixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, FIXTURES), 'utf8'));
}

function toBytes(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}

const clip = createTextTokenizer(makeClipTokenizer(), 'clip');
const clipVectors = parseFixture('clip-vectors.json') as { source: string; cases: [string, number[]][] }[];

const siglipJson = readFixture('siglip.json');
const siglip = createTextTokenizer(siglipJson, 'siglip');
const siglipVectors = parseFixture('siglip-vectors.json') as { text: string; ids: number[]; tokens: string[] }[];

describe('CLIP tokenizer', () => {
  describe.each(clipVectors)('$source', ({ cases }) => {
    test.each(cases)('%j', (text, ids) => {
      expect(clip.tokenize(text)).toMatchObject({ ids, length: ids.length, start: 1, truncated: false });
    });
  });

  test('shows pieces as people read them', () => {
    expect(clip.tokenize("The Café's unwantéd 🐶?").pieces).toEqual(['the', 'café', "'s", 'un', 'want', 'é', 'd', '🐶', '?']);
    expect(clip.tokenize('生活').pieces).toEqual(['生', '<E6>', '<B4>', '<BB>']);
  });

  test('cuts a long question at 77 ids and keeps the end', () => {
    const { ids, pieces, truncated } = clip.tokenize('waterfall '.repeat(200));
    expect(ids).toEqual([49406, ...Array.from({ length: 75 }, () => 16403), 49407]);
    expect(pieces).toEqual(Array.from({ length: 75 }, () => 'waterfall'));
    expect(truncated).toBe(true);
    expect(clip.tokenize('waterfall '.repeat(75))).toMatchObject({ ids, truncated: false });
  });

  test('pads with the end token where a length is asked for', () => {
    expect(clip.tokenize('a cat', 6)).toMatchObject({ ids: [49406, 320, 2368, 49407, 49407, 49407], length: 4, pieces: ['a', 'cat'] });
  });

  test('a special token typed as text does not end the question', () => {
    expect(clip.tokenize('a <|endoftext|> cat <|startoftext|>').ids).toEqual([49406, 320, 2368, 49407]);
  });

  test('any text gives ids of the vocabulary, at most 77, between one start and one end', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const { ids, pieces, start, length } = clip.tokenize(text);
        expect(ids.every((id) => Number.isInteger(id) && id >= 0 && id <= 49407)).toBe(true);
        expect(length).toBe(pieces.length + 2);
        expect([ids[0], ids.indexOf(49407), start]).toEqual([49406, length - 1, 1]);
        expect(length).toBeLessThanOrEqual(77);
      }),
      { numRuns: 300 },
    );
  });

  test('refuses files that are no CLIP tokenizer', () => {
    expect(() => createTextTokenizer(new Uint8Array([1, 2]), 'clip')).toThrow('is no JSON');
    expect(() => createTextTokenizer(toBytes({ version: '1.0' }), 'clip')).toThrow('unknown format');
    expect(() => createTextTokenizer(toBytes({ model: { vocab: {} }, added_tokens: [] }), 'clip')).toThrow('cannot be used');
    expect(() => createTextTokenizer(siglipJson, 'clip')).toThrow('puts 1 special tokens around a text, expected 2 for a CLIP model');
    expect(() => createTextTokenizer(makeClipTokenizer(1000), 'siglip')).toThrow('puts 2 special tokens around a text, expected 1 for a SigLIP model');
  });
});

describe('SigLIP tokenizer', () => {
  test.each(siglipVectors)('$text', ({ text, ids, tokens }) => {
    const result = siglip.tokenize(text);
    expect(result.ids).toEqual([...ids, ...Array.from({ length: 64 - ids.length }, () => 1)]);
    expect(result).toMatchObject({ length: ids.length, start: 0, truncated: false });
    expect(result.pieces).toEqual(tokens.slice(0, -1).map(readSentencePiece));
  });

  test('canonicalizes even where the file does not', () => {
    const file = JSON.parse(new TextDecoder().decode(siglipJson)) as object;
    const bare = createTextTokenizer(toBytes({ ...file, normalizer: null }), 'siglip');
    for (const text of ['A Photo of TWO cats!', '  the   red\tapple\n', 'dog-cat, (dog) [cat]']) {
      expect(bare.tokenize(text)).toEqual(siglip.tokenize(text));
    }
  });

  test('cuts a long question at 64 ids and keeps the end', () => {
    const { ids, pieces, truncated } = siglip.tokenize('cat '.repeat(100));
    expect([ids.length, ids[63], pieces.length, truncated]).toEqual([64, 1, 63, true]);
    expect(siglip.tokenize('cat '.repeat(63)).truncated).toBe(false);
  });

  test('takes window and padding from the files', () => {
    const file = JSON.parse(new TextDecoder().decode(siglipJson)) as object;
    const padded = createTextTokenizer(toBytes({ ...file, padding: { pad_id: 0 } }), 'siglip', { window: 5 });
    expect(padded.tokenize('cats').ids.slice(-3)).toEqual([0, 0, 0]);
    expect(padded.window).toBe(5);
  });
});

describe('SigLIP 2 tokenizer', () => {
  test('reads lower case and pads with <pad>, whatever else the files name', () => {
    const { ids, pieces } = createTextTokenizer(toBytes(makeGemmaTokenizer()), 'siglip', { padId: 9 }).tokenize('A cat');
    expect(pieces).toEqual(['a', 'cat']);
    expect(ids).toEqual([5, 12, 1, ...Array.from({ length: 61 }, () => 0)]);
  });

  test('the padding of the file comes first, the end of a sentence and the configuration last', () => {
    expect(readPadding({ ...makeGemmaTokenizer(), padding: { pad_id: 3 } })).toBe(3);
    expect(readPadding(makeGemmaTokenizer(['<pad>']))).toBe(4);
    expect(readPadding(makeGemmaTokenizer(['<pad>', '</s>']))).toBe(9);
  });
});

/** With a config.json that names 9. */
function readPadding(json: object): number | undefined {
  return createTextTokenizer(toBytes(json), 'siglip', { padId: 9 }).tokenize('a cat').ids.at(-1);
}

/** A tokenizer.json of the shape that Gemma's has: byte-pair pieces with word starts, no padding stated, "</s>" as text. */
function makeGemmaTokenizer(without: string[] = []) {
  const special = ['<pad>', '<eos>', '<bos>', '<unk>'];
  const names = [...special, '</s>', 'a', 'c', 't', '\u2581', 'x', 'at', 'cat', '\u2581cat'];
  const vocab = Object.fromEntries([...names.entries()].map(([id, name]) => [name, id]).filter(([name]) => !without.includes(String(name))));
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: special
      .filter((content) => !without.includes(content))
      .map((content) => ({ id: names.indexOf(content), content, single_word: false, lstrip: false, rstrip: false, normalized: false, special: true })),
    normalizer: { type: 'Replace', pattern: { String: ' ' }, content: '\u2581' },
    pre_tokenizer: { type: 'Split', pattern: { String: ' ' }, behavior: 'MergedWithPrevious', invert: false },
    post_processor: {
      type: 'TemplateProcessing',
      single: [{ Sequence: { id: 'A', type_id: 0 } }, { SpecialToken: { id: '<eos>', type_id: 0 } }],
      pair: [],
      special_tokens: { '<eos>': { id: '<eos>', ids: [1], tokens: ['<eos>'] } },
    },
    decoder: null,
    model: {
      type: 'BPE',
      dropout: null,
      unk_token: '<unk>',
      continuing_subword_prefix: null,
      end_of_word_suffix: null,
      fuse_unk: true,
      byte_fallback: true,
      vocab,
      merges: [['a', 't'], ['c', 'at'], ['\u2581', 'cat']],
    },
  };
}

describe('pieces', () => {
  test('a part of a letter is shown by its bytes', () => {
    expect(readBytePiece('çĶŁ')).toBe('生');
    expect(readBytePiece('çĶ</w>')).toBe('<E7 94>');
  });

  test('word starts and word ends are not shown', () => {
    expect(readBytePiece('cat</w>')).toBe('cat');
    expect(readSentencePiece('▁cat')).toBe('cat');
    expect(readSentencePiece('s')).toBe('s');
    expect(readSentencePiece('▁')).toBe('␣');
  });
});

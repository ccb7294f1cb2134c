/**
 * Questions to token ids as CLIP and SigLIP text models read them, from a tokenizer.json.
 *
 * CLIP: lower-cased byte-pair pieces between a start and an end token. SigLIP: canonical text (lower case, no ASCII
 * punctuation, single spaces), SentencePiece pieces, an end token, and padding to the window, with which the model
 * was trained and which its last-position pooling reads. SigLIP 2's byte-pair tokenizer only wants lower case; this is
 * known from its documentation, no file of it was tried.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { readBytePiece, readSentencePiece } from './pieces.ts';

export type TextFamily = 'clip' | 'siglip';

export interface TokenizedText {
  /** What the model reads, special tokens and padding included. */
  ids: number[];
  /** Number of ids before the padding. */
  length: number;
  /** Where in `ids` the pieces start. */
  start: number;
  /** The question's own pieces, as people read them. */
  pieces: string[];
  /** True if the question was longer than the window. */
  truncated: boolean;
}

export interface TextTokenizer {
  /** Most ids that the model reads. */
  readonly window: number;
  /** @param paddedLength pad at least to this length */
  tokenize(question: string, paddedLength?: number): TokenizedText;
}

const WINDOWS: Record<TextFamily, number> = { clip: 77, siglip: 64 };
const SENTENCE_END = '</s>';
const PADDING = '<pad>';

const TokenizerFile = v.looseObject({
  model: v.looseObject({ type: v.nullish(v.string()), vocab: v.union([v.array(v.unknown()), v.record(v.string(), v.unknown())]) }),
  added_tokens: v.array(v.unknown()),
  padding: v.nullish(v.looseObject({ pad_id: v.nullish(v.number()) })),
});
type TokenizerFile = v.InferOutput<typeof TokenizerFile>;

/**
 * Opens a tokenizer.json.
 * @param limits what the model's config.json says, where there is one
 * @throws Error in one sentence if the file is no tokenizer that the family can use
 */
export function createTextTokenizer(
  json: Uint8Array,
  family: TextFamily,
  limits: { window?: number | null; padId?: number | null } = {},
): TextTokenizer {
  const file = parseTokenizerFile(json);
  const tokenizer = openTokenizer(file);
  const canonicalize = chooseCanonicalization(family, file);
  const readPiece = family === 'clip' ? readBytePiece : readSentencePiece;
  const window = limits.window ?? WINDOWS[family];
  const frame = findFrame(tokenizer, family);
  const padId = family === 'clip' ? (file.padding?.pad_id ?? frame.end) : findPadding(file, tokenizer, limits.padId ?? null);
  if (padId === null) throw new Error('The tokenizer.json names no padding token; choose the one that belongs to the model.');

  return {
    window,
    tokenize(question, paddedLength = 0) {
      const { ids: all, tokens } = tokenizer.encode(canonicalize(question), { add_special_tokens: false });
      // A special token typed as text would end the question early.
      const own = [...all.keys()].filter((index) => all[index] !== frame.start && all[index] !== frame.end);
      const room = window - (frame.start === null ? 1 : 2);
      const kept = own.slice(0, room);
      const ids = [...(frame.start === null ? [] : [frame.start]), ...kept.map((index) => all[index]), frame.end];
      const length = ids.length;
      const padded = Math.max(family === 'siglip' ? window : length, paddedLength);
      return {
        ids: [...ids, ...Array.from({ length: padded - length }, () => padId)],
        length,
        start: length - 1 - kept.length,
        pieces: kept.map((index) => readPiece(tokens[index])),
        truncated: own.length > room,
      };
    },
  };
}

function parseTokenizerFile(json: Uint8Array): TokenizerFile {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(json));
  } catch (cause) {
    throw new Error('The tokenizer.json is no JSON; choose the file that belongs to the model.', { cause });
  }
  const result = v.safeParse(TokenizerFile, value);
  if (!result.success) {
    throw new Error(`The tokenizer.json has an unknown format (${v.summarize(result.issues)}); choose the file that belongs to the model.`);
  }
  return result.output;
}

function openTokenizer(file: TokenizerFile): Tokenizer {
  try {
    return new Tokenizer(file, {});
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The tokenizer.json cannot be used (${reason}); choose the file that belongs to the model.`, { cause });
  }
}

/** The ids around a text, as the file's post-processor puts them around an empty one. */
function findFrame(tokenizer: Tokenizer, family: TextFamily): { start: number | null; end: number } {
  const ids = tokenizer.encode('').ids;
  const end = ids.at(-1) ?? (family === 'siglip' ? tokenizer.token_to_id(SENTENCE_END) : undefined);
  const expected = family === 'clip' ? 2 : 1;
  if (end === undefined || (family === 'clip' && ids.length !== 2) || ids.length > expected) {
    throw new Error(`The tokenizer.json puts ${ids.length} special tokens around a text, expected ${expected} for a ${family === 'clip' ? 'CLIP' : 'SigLIP'} model; choose the file that belongs to the model.`);
  }
  return { start: family === 'clip' ? ids[0] : null, end };
}

/**
 * SigLIP pads with the end of a sentence. SigLIP 2 pads with a token of its own, though "</s>" is a piece of its vocabulary
 * too.
 */
function findPadding({ padding, model }: TokenizerFile, tokenizer: Tokenizer, configured: number | null): number | null {
  const own = model.type === 'BPE' ? tokenizer.token_to_id(PADDING) : undefined;
  return padding?.pad_id ?? own ?? tokenizer.token_to_id(SENTENCE_END) ?? configured;
}

function chooseCanonicalization(family: TextFamily, file: TokenizerFile): (text: string) => string {
  // CLIP's file carries its own normalizer.
  if (family === 'clip') return (text) => text;
  return file.model.type === 'BPE' ? (text) => text.toLowerCase() : canonicalizeText;
}

/** What SigLIP's own tokenizer does before SentencePiece; doing it twice changes nothing. */
function canonicalizeText(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[!-/:-@[-`{-~]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/**
 * The further tensors that own tokens may bring for other methods: their fixed names, and what shape each must have.
 */
import { type Tensor, TensorFileError, toMatrix } from './tensorFileElements.ts';
import type { ExtraTensor } from './tokens.ts';

const ATTENTION = /^(?:classAttention|receivedAttention)(?:\.layer\d+)?$|^promptAttention\.layer\d+$/;
/** From inside the language model: one row per token of the photo, and one per token of the text. */
const LANGUAGE_ROWS = /^language(?:States|Keys)\.layer\d+$/;
const PROMPT_ROWS = /^prompt(?:States|Keys)\.layer\d+$/;
const KEYS = ['meanKeys', 'lastQueries', 'lastKeys'];

/** Shown where a name is not known. */
export const EXTRA_NAMES =
  'classAttention, classAttention.layerN, receivedAttention, receivedAttention.layerN, meanKeys, lastQueries, lastKeys, ' +
  'classToken, projected, wordEmbeddings, promptAttention.layerN, ' +
  'languageStates.layerN, languageKeys.layerN, promptStates.layerN, promptKeys.layerN';

/** True for attention, one number per token or one row of them. */
export function isAttentionName(name: string): boolean {
  return ATTENTION.test(name);
}

/** True for keys and queries, one row per token. */
export function isKeyName(name: string): boolean {
  return KEYS.includes(name);
}

/** True for one of the fixed names. */
export function isExtraName(name: string): boolean {
  const isOfLayer = [LANGUAGE_ROWS, PROMPT_ROWS].some((pattern) => pattern.test(name));
  const isOther = ['classToken', 'projected', 'wordEmbeddings'].includes(name);
  return isAttentionName(name) || isKeyName(name) || isOfLayer || isOther;
}

/**
 * Checks the shape of an extra against the tokens: attention [n], or one row per head, rater or view; keys and queries
 * one row per token, with or without class tokens in front; languageStates and languageKeys one row per token; classToken
 * one row, or one per view; wordEmbeddings, promptStates and promptKeys any number of rows.
 * @throws TensorFileError with the actual and the expected shape
 */
export function checkExtra(name: string, tensor: Tensor, { n, views }: { n: number; views: number }): ExtraTensor {
  const squeezed = dropBatch(tensor, 2);
  const { rows, cols, data } = toMatrix(squeezed);
  const extra = { shape: squeezed.shape, data };
  if (isAttentionName(name)) {
    if (rows * cols === n) return { shape: [n], data };
    if (cols === n) return extra;
    const hint = cols === n + 1 ? 'Leave out the class token: [..., 1:].' : '';
    throw wrongShape(tensor, `${n} values, one per token, or that many per row`, hint);
  }
  if (isKeyName(name)) {
    if (rows === n || rows === n + views) return extra;
    throw wrongShape(tensor, `${n} rows, one per token, or ${n + views} with the class token in front`);
  }
  if (LANGUAGE_ROWS.test(name) && rows !== n) throw wrongShape(tensor, `${n} rows, one per token of the photo`);
  // A single row may come without its first dimension.
  if (PROMPT_ROWS.test(name)) return { shape: [rows, cols], data };
  if (name === 'classToken' && rows !== 1 && rows !== views) throw wrongShape(tensor, `1 row, or ${views}, one per view`);
  return extra;
}

/** Without leading dimensions of 1 as long as there are more than `dimensions`. */
export function dropBatch(tensor: Tensor, dimensions: number): Tensor {
  let { shape } = tensor;
  while (shape.length > dimensions && shape[0] === 1) shape = shape.slice(1);
  return { ...tensor, shape };
}

function wrongShape({ label, shape }: Tensor, expected: string, hint = ''): TensorFileError {
  return new TensorFileError(`${label} has the shape (${shape.join(', ')}); expected ${expected}.${hint ? ` ${hint}` : ''}`);
}

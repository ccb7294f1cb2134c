/**
 * What methods need besides tokens, and what may stand in for it when a person allows that.
 */

/**
 * `question`: a question, and tokens in the space shared with text. The others are the names of extras; `classAttention` and
 * `receivedAttention` without a layer are those of the block that made the tokens.
 */
export type InputName =
  | 'question'
  | 'classAttention'
  | `classAttention.layer${number}`
  | 'receivedAttention'
  | `receivedAttention.layer${number}`
  | 'meanKeys'
  | 'lastQueries'
  | 'lastKeys'
  | 'wordEmbeddings'
  | `promptAttention.layer${number}`
  | `languageStates.layer${number}`
  | `languageKeys.layer${number}`
  | `promptStates.layer${number}`
  | `promptKeys.layer${number}`;

/** A method asked for something that neither is there nor may be stood in for. */
export class MissingInputError extends Error {}

/** Where an input comes from: the tensor of that name, or another one in its place. */
export interface InputSource {
  /** Name of an extra; `tokens` and `question` for those. */
  name: string;
  /** null for what the method is defined on, else one sentence that says what stands in. */
  standIn: string | null;
}

/** What an input is called in sentences. */
const INPUT_TITLES = {
  question: 'a question that the encoder can compare with the photo',
  classAttention: 'the attention of the [CLS] token',
  receivedAttention: 'the attention that each token receives',
  meanKeys: 'the attention keys (mean over heads)',
  lastQueries: 'the queries of the last block, that of [CLS] among them',
  lastKeys: 'the keys of the last block',
  wordEmbeddings: 'the word embeddings of the question in the language model’s space',
  promptAttention: 'the attention of the prompt inside the language model',
  languageStates: 'the photo’s hidden states inside the language model',
  languageKeys: 'the photo’s keys inside the language model',
  promptStates: 'the text’s hidden states inside the language model',
  promptKeys: 'the text’s keys inside the language model',
} as const;
type InputKind = keyof typeof INPUT_TITLES;

/** Which tensors may stand in for a kind of input, best first. `tokens` and `question` are always meant by those names. */
const STAND_INS: Record<InputKind, readonly { name: string; title: string }[]> = {
  question: [],
  classAttention: [
    { name: 'classAttention', title: 'the [CLS] attention of the block that made the tokens' },
    { name: 'receivedAttention', title: 'the mean attention that each token receives' },
    { name: 'classActivation', title: 'the class-activation map of the starter encoder, which has no attention' },
  ],
  receivedAttention: [
    { name: 'receivedAttention', title: 'the attention received in the block that made the tokens' },
    { name: 'classAttention', title: 'the attention of the [CLS] token' },
    { name: 'classActivation', title: 'the class-activation map of the starter encoder, which has no attention' },
  ],
  meanKeys: [{ name: 'tokens', title: 'the tokens themselves' }],
  lastQueries: [
    { name: 'classAttention', title: 'the [CLS] attention of the block that made the tokens' },
    { name: 'receivedAttention', title: 'the mean attention that each token receives' },
    { name: 'classActivation', title: 'the class-activation map of the starter encoder, which has no attention' },
  ],
  lastKeys: [{ name: 'tokens', title: 'the tokens themselves' }],
  wordEmbeddings: [{ name: 'question', title: 'the question’s token states, compared in the space shared with text,' }],
  promptAttention: [],
  languageStates: [],
  languageKeys: [],
  promptStates: [],
  promptKeys: [],
};

function kindOf(input: InputName): InputKind {
  const [kind] = input.split('.');
  return kind as InputKind;
}

/** What there is: the names of all extras, and whether a question can be compared with the tokens. */
export interface AvailableInputs {
  extras: readonly string[];
  hasQuestion: boolean;
}

/**
 * Finds the tensor for an input.
 * @returns null if it is missing and nothing may stand in
 */
export function findInput(input: InputName, available: AvailableInputs, allowStandIns: boolean): InputSource | null {
  const exact = findExact(input, available);
  if (exact !== null) return { name: exact, standIn: null };
  if (!allowStandIns) return null;
  for (const { name, title } of STAND_INS[kindOf(input)]) {
    const found = name === 'tokens' || (name === 'question' ? available.hasQuestion : available.extras.includes(name));
    if (found) return { name, standIn: `In place of ${describeInput(input)}: ${title}.` };
  }
  return null;
}

function findExact(input: InputName, { extras, hasQuestion }: AvailableInputs): string | null {
  if (input === 'question') return hasQuestion ? 'question' : null;
  if (extras.includes(input)) return input;
  // Tensors may be named after their layer only; the deepest is the one closest to the tokens.
  if (input === 'classAttention' || input === 'receivedAttention') return listLayers(input, extras).at(-1) ?? null;
  if (input.startsWith('classAttention.') || input.startsWith('receivedAttention.')) return findOnlyInner(kindOf(input), extras);
  return null;
}

/**
 * An encoder of another depth gives the block that corresponds, under its own number: the only layer there is besides the one
 * that made the tokens. With several to choose from, none can be taken for the one that was asked for.
 */
function findOnlyInner(kind: InputKind, extras: readonly string[]): string | null {
  const layers = listLayers(kind, extras);
  const inner = extras.includes(kind) ? layers : layers.slice(0, -1);
  return inner.length === 1 ? inner[0] : null;
}

/** Names of the tensors of a kind that name their layer, the deepest last. */
function listLayers(kind: InputKind, extras: readonly string[]): string[] {
  const depth = (name: string) => Number(name.slice(`${kind}.layer`.length));
  return extras.filter((name) => name.startsWith(`${kind}.layer`)).toSorted((a, b) => depth(a) - depth(b));
}

/** An input as sentences name it, with its layer. */
export function describeInput(input: InputName): string {
  const title = INPUT_TITLES[kindOf(input)];
  const layer = /\.layer(\d+)$/.exec(input)?.[1];
  return layer === undefined ? title : `${title} in layer ${layer}`;
}

/** The inputs of a method that are not there, whether something may stand in or not. */
export function listMissing(needs: readonly InputName[], available: AvailableInputs): InputName[] {
  return needs.filter((input) => findInput(input, available, false) === null);
}

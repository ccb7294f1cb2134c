/**
 * Questions in the space that CLIP and SigLIP share with photos.
 */
import type { EncodedText } from '../encoder.ts';
import { appendSuffix } from '../graft/appendSuffix.ts';
import { inMemory, type InputTensor, loadRuntime, type Session } from '../session.ts';
import { openSession } from './openSession.ts';
import { createTextTokenizer, type TextFamily, type TextTokenizer, type TokenizedText } from './tokenizer.ts';
import { graftTokenStates } from './tokenStates.ts';

/** The outputs of transformers' exports that hold the pooled text in the shared space. */
export const POOLED_OUTPUTS: Record<TextFamily, string> = { clip: 'text_embeds', siglip: 'pooler_output' };
const KNOWN_INPUTS = ['input_ids', 'attention_mask'];

export interface TextSources {
  family: TextFamily;
  model: Uint8Array;
  tokenizerJson: Uint8Array;
  /** What the model's config.json says, where there is one. */
  limits: { window: number | null; padId: number | null };
}

export interface TextEncoder {
  /**
   * `pooled` is the model's own text embedding. `embeddings` are the states of the question's own pieces, each put
   * through the projection that the model applies to its pooled token; where the file cannot give them (see `notes`),
   * `pooled` is the only row.
   * @throws Error if the question holds no piece
   */
  encode(question: string): Promise<EncodedText>;
  release(): Promise<void>;
}

/**
 * Opens a text model and its tokenizer, always on the wasm engine: one question is little work.
 * @throws Error in one sentence if the file is no text model of the family
 */
export async function createTextEncoder({ family, model, tokenizerJson, limits }: TextSources): Promise<TextEncoder> {
  const tokenizer = createTextTokenizer(tokenizerJson, family, limits);
  const pooledOutput = POOLED_OUTPUTS[family];
  const graft = graftTokenStates(model, pooledOutput);
  const runtime = await loadRuntime({ engine: 'wasm' });
  const session = await openSession('text', runtime, {
    model: 'suffix' in graft ? appendSuffix(model, graft.suffix) : model,
    engine: 'wasm',
  });
  try {
    checkSession(session, family);
  } catch (error) {
    await session.release();
    throw error;
  }
  const statesOutput = 'output' in graft ? graft.output : null;
  const notes = 'missing' in graft ? [graft.missing] : [];
  return {
    encode: async (question) => ({ ...(await encode(session, tokenizer, { pooledOutput, statesOutput }, question)), notes }),
    release: () => session.release(),
  };
}

function checkSession({ inputs, outputs }: Session, family: TextFamily): void {
  const pooled = POOLED_OUTPUTS[family];
  const inputNames = inputs.map(({ name }) => name);
  const outputNames = outputs.map(({ name }) => name);
  const unknown = inputNames.filter((name) => !KNOWN_INPUTS.includes(name));
  if (!inputNames.includes('input_ids') || unknown.length > 0) {
    throw new Error(`The text model reads ${inputNames.join(', ')}; expected input_ids and at most attention_mask. Choose an export of the text model alone.`);
  }
  if (!outputNames.includes(pooled)) {
    const expected = family === 'clip' ? 'the export of CLIPTextModelWithProjection' : 'the export of SiglipTextModel';
    throw new Error(`The text model gives ${outputNames.join(', ')} but no ${pooled}, the question in the space shared with photos. Choose ${expected}.`);
  }
}

async function encode(
  session: Session,
  tokenizer: TextTokenizer,
  { pooledOutput, statesOutput }: { pooledOutput: string; statesOutput: string | null },
  question: string,
): Promise<Omit<EncodedText, 'notes'>> {
  const text = tokenizer.tokenize(question, fixedLength(session));
  if (text.pieces.length === 0) {
    throw new Error(`The question "${question}" holds 0 pieces, expected at least 1; type a word, or clear the question for pure diversity.`);
  }
  const results = await session.run(makeFeeds(session, text), statesOutput === null ? [pooledOutput] : [pooledOutput, statesOutput]);
  const pooled = inMemory(pooledOutput, results[pooledOutput]);
  const { pieces, truncated } = text;
  const about = { pooled, pieces, truncated, window: tokenizer.window };
  if (statesOutput === null) return { embeddings: { rows: 1, cols: pooled.length, data: pooled }, ...about };
  const states = inMemory(statesOutput, results[statesOutput]);
  const e = pooled.length;
  const data = states.slice(text.start * e, (text.start + pieces.length) * e);
  return { embeddings: { rows: pieces.length, cols: e, data }, ...about };
}

/** The length that an export with a fixed one wants, else 0. */
function fixedLength({ inputs }: Session): number {
  const length = inputs.find(({ name }) => name === 'input_ids')?.dims.at(-1);
  return typeof length === 'number' ? length : 0;
}

/** SigLIP's padding is read like text; CLIP's comes after all that counts. */
function makeFeeds({ inputs }: Session, { ids }: TokenizedText): Record<string, InputTensor> {
  const feeds: Record<string, InputTensor> = { input_ids: integers(ids) };
  if (inputs.some(({ name }) => name === 'attention_mask')) feeds.attention_mask = integers(ids.map(() => 1));
  return feeds;
}

function integers(values: number[]): InputTensor {
  return { type: 'int64', data: BigInt64Array.from(values, BigInt), dims: [1, values.length] };
}

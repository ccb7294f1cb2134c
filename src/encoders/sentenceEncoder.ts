/**
 * Sentence embeddings of all-MiniLM-L6-v2: word pieces -> token states -> mean.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import type { Session } from './session.ts';

export interface SentenceEmbedding {
  /** f32[l, dimensions], states of [CLS], the word pieces and [SEP]. */
  states: Float32Array;
  dimensions: number;
  /** f32[dimensions], mean of all states, not normalized. */
  mean: Float32Array;
  /** The word pieces between [CLS] and [SEP]; "##" marks one that continues a word. */
  pieces: string[];
  /** True if the text was longer than the window. */
  truncated: boolean;
}

export interface SentenceEncoder {
  embed(text: string): Promise<SentenceEmbedding>;
}

/** all-MiniLM-L6-v2's own max_seq_length, [CLS] and [SEP] included. */
export const WINDOW = 256;

/**
 * Wraps a session of the ONNX model and its tokenizer.json.
 * Texts are embedded one at a time: the quantized model scales its activations over the whole batch, so that batching
 * would make an embedding depend on its neighbours.
 */
export function createSentenceEncoder(session: Session, tokenizerJson: Uint8Array): SentenceEncoder {
  const tokenizer = new Tokenizer(JSON.parse(new TextDecoder().decode(tokenizerJson)) as object, {});
  return {
    async embed(text) {
      const encoding = tokenizer.encode(text);
      const truncated = encoding.ids.length > WINDOW;
      const ids = truncated ? [...encoding.ids.slice(0, WINDOW - 1), ...encoding.ids.slice(-1)] : encoding.ids;
      const { last_hidden_state: output } = await session.run({
        input_ids: integers(ids),
        attention_mask: integers(ids.map(() => 1)),
        token_type_ids: integers(ids.map(() => 0)),
      });
      if (!(output.data instanceof Float32Array)) throw new Error('The text model gave its states on the device, expected them in memory.');
      const dimensions = output.dims[2];
      return {
        states: output.data,
        dimensions,
        mean: averageRows(output.data, dimensions),
        pieces: encoding.tokens.slice(1, ids.length - 1),
        truncated,
      };
    },
  };
}

function integers(values: number[]): { type: 'int64'; data: BigInt64Array; dims: number[] } {
  return { type: 'int64', data: BigInt64Array.from(values, BigInt), dims: [1, values.length] };
}

function averageRows(data: Float32Array, dimensions: number): Float32Array {
  const sums = new Float64Array(dimensions);
  for (let i = 0; i < data.length; i++) sums[i % dimensions] += data[i];
  const rows = data.length / dimensions;
  return Float32Array.from(sums, (sum) => sum / rows);
}

/** The vector divided by its Euclidean norm; a zero vector stays zero. */
export function toUnit(vector: Float32Array): Float32Array {
  const norm = Math.hypot(...vector);
  return norm === 0 ? vector.slice() : vector.map((value) => value / norm);
}

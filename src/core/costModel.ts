/**
 * What visual tokens cost the language model behind the encoder, in the paper's own accounting.
 */

export interface LanguageModel {
  title: string;
  layers: number;
  /** [d], width of the hidden states. */
  hiddenSize: number;
  /** Width of the SwiGLU feed-forward layers, which the paper calls m. */
  feedForwardSize: number;
  /** Width of keys and values as a share of d: below 1 where heads share them (grouped-query attention). */
  keyValueShare: number;
  /** Bytes of one key or value element. */
  cacheBytes: number;
}

/** Vicuna / LLaMA 7B, the model of the paper's tables. */
export const LLAMA_7B: LanguageModel = {
  title: '7B LLM',
  layers: 32,
  hiddenSize: 4096,
  feedForwardSize: 11008,
  keyValueShare: 1,
  cacheBytes: 2,
};

/** Vicuna / LLaMA 13B, the model of Tables 8 and 9. */
export const LLAMA_13B: LanguageModel = {
  title: '13B LLM',
  layers: 40,
  hiddenSize: 5120,
  feedForwardSize: 13824,
  keyValueShare: 1,
  cacheBytes: 2,
};

/**
 * Multiply-adds of the prefill over n visual tokens: layers (4 n d^2 + 2 n^2 d + 3 n d f), each counted once, visual
 * tokens only. Reproduces the paper's 3.817 TFLOPs for 576 tokens.
 */
export function estimateFlops(n: number, model: LanguageModel = LLAMA_7B): number {
  const { linear, quadratic } = splitFlops(n, model);
  return linear + quadratic;
}

/**
 * The same where the number of visual tokens differs from layer to layer: the sum of what each layer costs.
 * @param schedule visual tokens in every layer; its length takes the place of the model's number of layers
 */
export function estimateScheduleFlops(schedule: readonly number[], model: LanguageModel = LLAMA_7B): number {
  const layer = { ...model, layers: 1 };
  return schedule.reduce((sum, n) => sum + estimateFlops(n, layer), 0);
}

/**
 * The two parts of `estimateFlops`: `linear` grows with n (projections and feed-forward layers), `quadratic` with n^2
 * (every token attends to every other).
 */
export function splitFlops(n: number, model: LanguageModel): { linear: number; quadratic: number } {
  const { layers, hiddenSize: d, feedForwardSize } = model;
  return {
    linear: layers * (countProjections(model) * n * d * d + 3 * n * d * feedForwardSize),
    quadratic: layers * 2 * n * n * d,
  };
}

/** The factor of n d^2: queries and outputs are d wide, keys and values a share of it; 4 for LLaMA. */
export function countProjections({ keyValueShare }: LanguageModel): number {
  return 2 + 2 * keyValueShare;
}

/** Bytes of the key-value cache of n visual tokens: n layers 2 d bytes; 288 MiB for 576 tokens of a 7B model. */
export function estimateCacheBytes(n: number, model: LanguageModel = LLAMA_7B): number {
  return n * model.layers * 2 * model.hiddenSize * model.keyValueShare * model.cacheBytes;
}

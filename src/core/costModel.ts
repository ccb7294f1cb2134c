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
  /** Bytes of one key or value element. */
  cacheBytes: number;
}

/** Vicuna / LLaMA 7B, the model of the paper's tables. */
export const LLAMA_7B: LanguageModel = {
  title: '7B LLM',
  layers: 32,
  hiddenSize: 4096,
  feedForwardSize: 11008,
  cacheBytes: 2,
};

/**
 * Multiply-adds of the prefill over n visual tokens: layers (4 n d^2 + 2 n^2 d + 3 n d f), each counted once, visual
 * tokens only. Reproduces the paper's 3.817 TFLOPs for 576 tokens.
 */
export function estimateFlops(n: number, model: LanguageModel = LLAMA_7B): number {
  const d = model.hiddenSize;
  return model.layers * (4 * n * d * d + 2 * n * n * d + 3 * n * d * model.feedForwardSize);
}

/** Bytes of the key-value cache of n visual tokens: n layers 2 d bytes; 288 MiB for 576 tokens of a 7B model. */
export function estimateCacheBytes(n: number, model: LanguageModel = LLAMA_7B): number {
  return n * model.layers * 2 * model.hiddenSize * model.cacheBytes;
}

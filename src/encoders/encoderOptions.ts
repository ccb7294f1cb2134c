/**
 * Choices that an off-the-shelf encoder leaves to the person; the starter has none. Without imports that would bring a
 * runtime into the page.
 */
export interface EncoderOptions {
  /** Which block's output counts as tokens; LLaVA takes the last but one. */
  tokensFrom: 'last-but-one' | 'last';
  /** Joint embeddings: the tokens themselves projected (the paper), or the last attention's value path (MaskCLIP). */
  relevanceSource: 'paper' | 'value-path';
  /** How the photo meets the model's square: as its configuration says, or padded as LLaVA does, or otherwise. */
  framing: 'model' | 'pad' | 'crop' | 'stretch';
  /** Block of the attention extras, from 0, or from -1 backwards; null takes the block that made the tokens. */
  attentionBlock: number | null;
}

export const DEFAULT_ENCODER_OPTIONS: EncoderOptions = {
  tokensFrom: 'last-but-one',
  relevanceSource: 'paper',
  framing: 'model',
  attentionBlock: null,
};

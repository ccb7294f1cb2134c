/** What methods leave behind that were published for CLIP, whose patches match text the wrong way round. */
export const NEGATED = 'Negates relevance, as published for CLIP; other encoders’ tokens may need the opposite.';

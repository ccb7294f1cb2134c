/**
 * Whether relevance is better inverted, by model and by what relevance is made of.
 *
 * Known from publications (TRIM, CDPruner, the released code of Script, CLIP Surgery, MaskCLIP), not measured here.
 */
import type { ModelFamily } from './hub/modelEntry.ts';

export interface DefaultInvert {
  default: boolean;
  /** One or two sentences for the person. */
  reason: string;
}

const CLIP: DefaultInvert = {
  default: true,
  reason:
    'Patch-text similarity of CLIP is known to be inverted: patches that show what was asked for tend to score lowest. TRIM, CDPruner and the released code of Script negate it, while Eq. 4 of the paper does not; switch it off to compare.',
};

const SIGLIP: DefaultInvert = {
  default: false,
  reason: 'The inversion is reported for CLIP and, by an author who looked at other encoders, for no other; switch it on to compare.',
};

const VALUE_PATH: DefaultInvert = {
  default: false,
  reason: 'The value path of the last attention is reported to be higher where the text matches.',
};

/** What the invert switch says unless a person sets it. */
export function defaultInvert(family: ModelFamily, relevanceSource: 'paper' | 'value-path'): DefaultInvert {
  switch (family) {
    case 'starter':
      return {
        default: false,
        reason: 'Its joint embeddings are made of label embeddings, so that a higher similarity means more relevant.',
      };
    case 'dino':
      return { default: false, reason: 'It knows no text, so there is no relevance to invert: only redundancy (GSP) is shown.' };
    case 'clip':
      return relevanceSource === 'value-path' ? VALUE_PATH : CLIP;
    case 'siglip':
      return relevanceSource === 'value-path' ? VALUE_PATH : SIGLIP;
    default:
      return family satisfies never;
  }
}

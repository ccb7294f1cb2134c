/**
 * The four preferences of Figure 5 for the tokens on screen, and what stands behind each.
 */
import { preferDistinct, preferEarly } from '../../../core/figures/preferences.ts';
import type { FigureInputs } from '../figureInputs.ts';

export type DppReading = 'relevance' | 'rank';

export interface Preference {
  title: string;
  /** What is drawn, in a few words. */
  measure: string;
  /** f[n], null where the encoder does not give it. */
  values: ArrayLike<number> | null;
  /** What is missing. */
  missing: string | null;
}

/** What the preferences are computed from. */
export interface PreferenceInputs {
  shown: {
    photo: Pick<FigureInputs['shown']['photo'], 'extras'>;
    selection: { maps: Pick<FigureInputs['shown']['selection']['maps'], 'score' | 'relevance' | 'greedyStep'> };
  };
  /** f64[n], see `divergeFromMean`; it belongs to the photo and outlasts every setting. */
  divergence: Float64Array;
}

/** In the order of the paper's figure. */
export function listPreferences({ shown, divergence }: PreferenceInputs, dpp: DppReading): Preference[] {
  const { maps } = shown.selection;
  return [
    listAttention(shown.photo.extras),
    {
      title: 'Divergence',
      measure: '1 − cosine to the mean token',
      values: divergence,
      missing: null,
    },
    { title: 'Similarity', measure: 'minus the redundancy score, Eq. 9', values: preferDistinct(maps.score), missing: null },
    dpp === 'relevance'
      ? { title: 'DPP', measure: 'relevance r, as the authors draw it', values: maps.relevance, missing: null }
      : { title: 'DPP', measure: 'rank in the greedy order, as far as it was computed', values: preferEarly(maps.greedyStep), missing: null },
  ];
}

/** The encoder's attention, or what comes nearest to it, called what it is. */
function listAttention(extras: Record<string, Float32Array>): Preference {
  const sources = [
    { key: 'classAttention', measure: '[CLS] attention, mean over heads' },
    { key: 'receivedAttention', measure: 'attention received from all tokens' },
    { key: 'classActivation', measure: 'stand-in: class-activation map' },
  ];
  const found = sources.find(({ key }) => extras[key] !== undefined);
  if (found) return { title: 'Attention', measure: found.measure, values: extras[found.key], missing: null };
  return {
    title: 'Attention',
    measure: 'not given by this encoder',
    values: null,
    missing: 'These tokens came without attention. A CLIP encoder gives it, or a file with classAttention.',
  };
}

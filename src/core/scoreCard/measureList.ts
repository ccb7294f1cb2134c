/**
 * How the measures of a score card are called, read, ordered and written: its columns, in their order.
 */
import type { ScoreCard } from './scoreCard.ts';

/** `percent`: a share, shown times 100. `digits` are decimals on screen. */
export interface MeasureFormat {
  kind: 'number' | 'percent';
  digits: number;
}

export interface Measure {
  /** In files; never changes. */
  id: string;
  title: string;
  unit?: string;
  /** Which values count as better; `neither` for what is worth knowing and no merit. */
  better: 'higher' | 'lower' | 'neither';
  /** One plain line. */
  explanation: string;
  format: MeasureFormat;
  /** null where the measure is not defined; minus infinity only for log determinants. */
  read: (card: ScoreCard) => number | null;
}

export const MEASURES = [
  {
    id: 'tokens',
    title: 'Tokens kept',
    better: 'neither',
    explanation: 'How many of the photo’s tokens the method keeps; merged or extra tokens do not count.',
    format: { kind: 'number', digits: 0 },
    read: (card) => card.tokens,
  },
  {
    id: 'logDeterminant',
    title: 'log det',
    better: 'higher',
    explanation: 'What Script’s DPP maximizes (Eq. 6), the sum of the next two; −∞ if a kept token has r = 0 or is a mixture of others.',
    format: { kind: 'number', digits: 1 },
    read: ({ logDeterminant: terms }) => terms && terms.relevance + terms.diversity,
  },
  {
    id: 'logRelevance',
    title: '2 Σ ln r',
    better: 'higher',
    explanation: 'The relevance term of log det: 0 if every kept token is most relevant, −∞ if one has r = 0.',
    format: { kind: 'number', digits: 1 },
    read: ({ logDeterminant: terms }) => terms && terms.relevance,
  },
  {
    id: 'logDiversity',
    title: 'ln det S',
    better: 'higher',
    explanation: 'The diversity term of log det: 0 if all kept tokens are orthogonal, −∞ if some repeat others.',
    format: { kind: 'number', digits: 1 },
    read: ({ logDeterminant: terms }) => terms && terms.diversity,
  },
  {
    id: 'minimumDistance',
    title: 'Minimum distance',
    better: 'higher',
    explanation: '1 − cosine of the two kept tokens that are most alike; what DivPrune maximizes.',
    format: { kind: 'number', digits: 3 },
    read: (card) => card.minimumDistance,
  },
  {
    id: 'meanDistance',
    title: 'Mean distance',
    better: 'higher',
    explanation: 'Mean of 1 − cosine over all pairs of kept tokens.',
    format: { kind: 'number', digits: 3 },
    read: (card) => card.meanDistance,
  },
  {
    id: 'effectiveRank',
    title: 'Effective rank',
    better: 'higher',
    explanation: 'How many independent directions the kept tokens span: 1 if all are alike, their number if all are orthogonal.',
    format: { kind: 'number', digits: 1 },
    read: (card) => card.effectiveRank,
  },
  {
    id: 'coverage',
    title: 'Coverage',
    better: 'higher',
    explanation: 'Mean over all tokens of the cosine with the kept token most like them.',
    format: { kind: 'number', digits: 3 },
    read: (card) => card.coverage,
  },
  {
    id: 'reconstructionError',
    title: 'Reconstruction error',
    better: 'lower',
    explanation: 'Squared error if every dropped token is replaced by the kept one most like it, as a share of the squared length of all.',
    format: { kind: 'percent', digits: 1 },
    read: (card) => card.reconstructionError,
  },
  {
    id: 'relevanceMass',
    title: 'Relevance kept',
    better: 'higher',
    explanation: 'Share of the summed relevance r that the kept tokens hold; it takes a question.',
    format: { kind: 'percent', digits: 1 },
    read: (card) => card.relevanceMass,
  },
  {
    id: 'attentionKept',
    title: 'Attention kept',
    better: 'higher',
    explanation: 'Share of the encoder’s [CLS] attention that falls on kept tokens.',
    format: { kind: 'percent', digits: 1 },
    read: (card) => card.attentionKept,
  },
  {
    id: 'spatialSpread',
    title: 'Spatial spread',
    better: 'neither',
    explanation: 'Distance to the nearest other kept token on the grid: about 0.5 for random tokens, about 1 for a regular lattice, less for clusters.',
    format: { kind: 'number', digits: 2 },
    read: (card) => card.spatialSpread,
  },
  {
    id: 'milliseconds',
    title: 'Time',
    unit: 'ms',
    better: 'lower',
    explanation: 'How long the method took on this device, once the tokens were encoded.',
    format: { kind: 'number', digits: 1 },
    read: (card) => card.milliseconds,
  },
] as const satisfies readonly Measure[];

export type MeasureId = (typeof MEASURES)[number]['id'];

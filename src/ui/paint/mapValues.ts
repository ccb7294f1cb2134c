/**
 * What the heatmaps show: values scaled to [0, 1] and the labels of the colour bar that belongs to them.
 */
import type { SelectionMaps } from '../../core/script/scriptSelection.ts';
import type { RedundancyMap } from '../../state/settings.ts';

export interface Tick {
  /** Place on the colour bar, 0 to 1. */
  at: number;
  text: string;
}

export interface MapValues {
  /** f32[n], 0 the lowest colour, 1 the highest. */
  values: Float32Array;
  ticks: Tick[];
  /** What the numbers of the colour bar are. */
  unit: string;
}

/** Normalized relevance; the colour bar also names the cosines it was stretched from. */
export function relevanceValues({ relevance, rawRelevance }: SelectionMaps): MapValues {
  const ticks = [0, 0.5, 1].map((at) => ({ at, text: String(at) }));
  if (rawRelevance === null) return { values: relevance, ticks, unit: 'relevance r, 1 everywhere without a question' };
  const [low, high] = extent(rawRelevance);
  return { values: relevance, ticks, unit: `relevance r, stretched from cosines ${formatShort(low)} … ${formatShort(high)}` };
}

/** The redundancy map of the person's choice; warm is redundant in all of them. */
export function redundancyValues(maps: SelectionMaps, kind: RedundancyMap): MapValues {
  const source = redundancySource(maps, kind);
  switch (kind) {
    case 'rank':
      return rankValues(source);
    case 'score':
      return stretch(source, 'score');
    case 'degree':
      return stretch(source, 'd(t), similar tokens');
    case 'mean':
      return stretch(source, 'μ, mean similarity');
    default:
      return kind satisfies never;
  }
}

/** What the redundancy map of the person's choice is made from. */
export function redundancySource(maps: SelectionMaps, kind: RedundancyMap): Uint32Array | Float32Array {
  switch (kind) {
    case 'rank':
      return maps.redundancyRank;
    case 'score':
      return maps.score;
    case 'degree':
      return maps.degree;
    case 'mean':
      return maps.meanSimilarity;
    default:
      return kind satisfies never;
  }
}

/** Ranks 1 ... n become 1 ... 0: the most redundant token is the warmest. */
export function rankValues(rank: Uint32Array | Float32Array): MapValues {
  let last = 1;
  for (const value of rank) last = Math.max(last, value);
  const middle = Math.round((last + 1) / 2);
  return {
    values: Float32Array.from(rank, (value) => (last === 1 ? 1 : (last - value) / (last - 1))),
    ticks: [
      { at: 0, text: `${last}` },
      { at: 0.5, text: `${middle}` },
      { at: 1, text: '1' },
    ],
    unit: 'rank, 1 = most redundant',
  };
}

function stretch(source: Float32Array | Uint32Array, unit: string): MapValues {
  const [low, high] = extent(source);
  const range = high - low;
  return {
    values: Float32Array.from(source, (value) => (range > 0 ? (value - low) / range : 0)),
    ticks: [0, 0.5, 1].map((at) => ({ at, text: formatShort(low + at * range) })),
    unit,
  };
}

function extent(values: Float32Array | Uint32Array): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Three significant digits, with a true minus sign. */
export function formatShort(value: number): string {
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(2));
  return String(rounded).replace('-', '−');
}

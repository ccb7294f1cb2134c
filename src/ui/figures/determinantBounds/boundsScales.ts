/**
 * Where values of the chart lie: average similarity across, determinants up, linear or logarithmic.
 */
import { quantile } from 'd3';
import { logPrintedLower, type SubsetMeasures } from '../../../core/figures/determinantBounds.ts';
import { formatNumber } from '../../format.ts';
import type { Box } from '../drawing/Drawing.ts';
import { formatPower } from './determinantBoundsText.ts';

export type VerticalScale = 'log' | 'linear';

export interface BoundsScales {
  /** Average similarity to pixels. */
  x: (rhoAvg: number) => number;
  /** Pixels to average similarity. */
  rhoAt: (x: number) => number;
  /** Natural logarithm of a determinant to pixels; what lies outside of the chart stays just outside. */
  y: (log: number) => number;
  /** The lowest value inside, as a natural logarithm. */
  bottom: number;
  xTicks: number[];
  /** Places of ticks as natural logarithms, with their texts. */
  yTicks: { log: number; text: string }[];
  /** Smallest average cosine that k unit vectors can have. */
  lowest: number;
}

/** The linear chart ends here: every determinant is below 1, and AM-GM rises to 2^(k - 1). */
const LINEAR_TOP = 2;
const LEAST_DECADES = -2;
const MOST_DECADES = -30;

export function scaleBounds(k: number, sets: readonly SubsetMeasures[], live: SubsetMeasures | null, vertical: VerticalScale, box: Box): BoundsScales {
  const lowest = -1 / (k - 1);
  const x = (rhoAvg: number) => box.x + ((rhoAvg - lowest) / (1 - lowest)) * box.width;
  const rhoAt = (at: number) => lowest + ((at - box.x) / box.width) * (1 - lowest);
  const xTicks = [-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1].filter((tick) => tick >= lowest);
  if (vertical === 'linear') {
    const y = (log: number) => box.y + box.height * (1 - Math.min(Math.exp(log) / LINEAR_TOP, 1.1));
    const yTicks = [0, 0.5, 1, 1.5, 2].map((value) => ({ log: Math.log(value), text: formatNumber(value, 1) }));
    return { x, rhoAt, y, bottom: -Infinity, xTicks, yTicks, lowest };
  }
  const top = Math.max(0.5, (k - 1) * Math.log10(2));
  const bottom = findBottom(sets, live);
  const y = (log: number) => {
    const share = (log / Math.LN10 - bottom) / (top - bottom);
    return box.y + box.height * (1 - Math.max(-0.1, Math.min(share, 1.1)));
  };
  const step = Math.ceil((top - bottom) / 7);
  const yTicks = [];
  for (let decade = Math.ceil(bottom / step) * step; decade <= top; decade += step) {
    yTicks.push({ log: decade * Math.LN10, text: formatPower(decade) });
  }
  return { x, rhoAt, y, bottom: bottom * Math.LN10, xTicks, yTicks, lowest };
}

/** The decade that shows nearly all sets, and the live one with its bound; sets without volume lie on it. */
function findBottom(sets: readonly SubsetMeasures[], live: SubsetMeasures | null): number {
  const logs = sets.map(({ logDet }) => logDet).filter(Number.isFinite);
  const wanted = [quantile(logs, 0.02) ?? 0];
  if (live) wanted.push(...[live.logDet, logPrintedLower(live.tokens.length, live.rhoMax)].filter(Number.isFinite));
  return Math.max(MOST_DECADES, Math.min(LEAST_DECADES, Math.floor(Math.min(...wanted) / Math.LN10)));
}

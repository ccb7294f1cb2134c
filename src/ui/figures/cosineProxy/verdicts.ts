/**
 * One sentence per chart: what the paper says, and whether the images at hand bear it out.
 */
import { format } from 'd3';
import { pearsonOf, type Correlation } from '../../../core/figures/cosineProxyCorrelation.ts';
import { averageCorrelation } from '../../../core/figures/cosineProxyFolder.ts';
import { listCommonDistances, meanByDistance, type DistanceSums, type HopSamples } from '../../../core/figures/cosineProxyPairs.ts';
import { formatNumber, formatPercent } from '../../format.ts';
import { nameSubject, type ProxyCharts } from './proxyCharts.ts';

/** 12,345 */
export const formatCount = format(',d');

/** Differences of mean cosines that one can see in the chart. */
const VISIBLE = 0.01;
/** Coefficients closer to zero say nothing of their sign. */
const NOTABLE = 0.1;

export interface DistanceExtremes {
  /** Lowest mean among the distances that have at least one pair per token. */
  lowest: number;
  /** Highest mean beyond it, however few pairs have that distance; null where there is nothing beyond. */
  beyond: number | null;
}

export function findExtremes(sums: DistanceSums): DistanceExtremes | null {
  const mean = meanByDistance(sums);
  const [first, ...others] = listCommonDistances(sums);
  if (first === undefined) return null;
  const lowest = others.reduce((best, distance) => (mean[distance] < mean[best] ? distance : best), first);
  const farther = Array.from(mean.keys()).filter((distance) => distance > lowest && sums.pairs[distance] > 0);
  const beyond = farther.reduce<number | null>((best, distance) => (best === null || mean[distance] > mean[best] ? distance : best), null);
  return { lowest, beyond };
}

export function judgeDistance(sums: DistanceSums): string {
  const extremes = findExtremes(sums);
  if (extremes === null) return 'A single token has no pair to compare.';
  const mean = meanByDistance(sums);
  const { lowest, beyond } = extremes;
  const paper = 'Paper: falls to about 15, then rises again.';
  const start = `${formatNumber(mean[1])} at distance 1`;
  const end = `${formatNumber(mean[lowest])} at ${lowest}`;
  if (mean[1] - mean[lowest] < VISIBLE) return `Hardly falls: ${start}, ${end}. ${paper}`;
  const rises = beyond !== null && mean[beyond] - mean[lowest] >= VISIBLE;
  const ending = rises ? `then rises again to ${formatNumber(mean[beyond])} at ${beyond} (${countPairs(sums.pairs[beyond])})` : 'and does not rise again';
  return `Falls from ${start} to ${end}, ${ending}. ${paper}`;
}

function countPairs(count: number): string {
  return count === 1 ? '1 pair' : `${formatCount(count)} pairs`;
}

export function judgeHops({ neighbours, random }: HopSamples): string {
  if (random.count === 0) return 'There are no pairs beyond the neighbours to compare with.';
  const near = neighbours.similar / neighbours.count;
  const far = random.similar / random.count;
  const verdict = near > far ? 'as the paper finds' : near === far ? 'the same; the paper finds more neighbours' : 'unlike the paper, which finds more neighbours';
  return `Cosine > 0.5: ${formatPercent(near)} of the neighbours, ${formatPercent(far)} of the random pairs, ${verdict}.`;
}

export type Agreement = 'agrees' | 'disagrees' | 'unclear' | 'unknown';

/** Whether similarity and entropy are negatively correlated, by both coefficients. */
export function judgeSign({ pearson, spearman }: Pick<Correlation, 'pearson' | 'spearman'>): Agreement {
  if (pearson === null || spearman === null) return 'unknown';
  if (pearson <= -NOTABLE && spearman <= -NOTABLE) return 'agrees';
  return pearson >= NOTABLE && spearman >= NOTABLE ? 'disagrees' : 'unclear';
}

export function judgeCorrelation(charts: ProxyCharts): string {
  const agreement = judgeSign(averageCorrelation(charts.correlations));
  const subject = nameSubject(charts);
  const verb = charts.isFolder && charts.names.length > 1 ? 'disagree' : 'disagrees';
  switch (agreement) {
    case 'agrees':
      return 'Negative, as the paper says: neighbourhoods that are more alike have a lower entropy.';
    case 'disagrees':
      return `Positive: ${subject} ${verb} with the paper, which says that entropy is low where similarity is high.`;
    case 'unclear':
      return `No clear sign on ${subject}: the negative correlation that the paper claims does not show.`;
    case 'unknown':
      return 'No correlation can be computed: one of the two is the same everywhere.';
    default:
      return agreement satisfies never;
  }
}

/** What the coefficients are of, and for a folder how they add up. */
export function describeCoefficients({ isFolder, correlations, moments }: ProxyCharts): string {
  if (!isFolder) return 'Over all tokens, and over those whose window is whole.';
  const known = correlations.filter(({ pearson }) => pearson !== null);
  const negative = known.filter(({ pearson }) => pearson !== null && pearson < 0);
  const pooled = pearsonOf(moments);
  return [
    'One dot per image, the bar is their mean.',
    `Pearson is negative in ${negative.length} of ${known.length}.`,
    ...(pooled === null ? [] : [`Over the tokens of all images together it is ${formatNumber(pooled)}.`]),
  ].join(' ');
}

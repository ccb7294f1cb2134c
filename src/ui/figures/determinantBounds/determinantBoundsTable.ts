/**
 * The sets of the figure as a table: the live one, those that the claims fail on, and the random ones.
 */
import {
  logAmgmUpper,
  logGershgorinLower,
  logPrintedLower,
  logRefinedUpper,
  measureSubset,
  type SubsetMeasures,
} from '../../../core/figures/determinantBounds.ts';
import type { DataCell, DataTable } from '../../../core/figures/dataTable.ts';
import type { Triple } from '../../../core/figures/determinantBoundsTriples.ts';
import type { TokenGeometry } from '../../../core/kernels.ts';
import type { BoundsAnalysis } from './useBoundsAnalysis.ts';

export function tabulateSets({ live, cloud, checks }: Pick<BoundsAnalysis, 'live' | 'cloud' | 'checks'>, { similarity, n }: TokenGeometry): DataTable {
  const examples: [name: string, triple: Triple | null | undefined][] = [
    ['smallest eigenvalue farthest below Eq. 26', checks?.lemma1.worstEigenvalue],
    ['det nearest to or below Eq. 26', checks?.lemma1.worst],
    ['triple farthest above Eq. 27', checks?.lemma2.worst],
    ['triple with the largest det', checks?.theorem1.best],
    ['triple with the smallest average', checks?.theorem1.leastSimilar],
    ['less similar, yet smaller det', checks?.theorem1.example?.lessSimilar],
    ['more similar, yet larger det', checks?.theorem1.example?.larger],
  ];
  const rows = [
    ...(live.measures ? [toRow(live.name, live.measures)] : []),
    ...examples.flatMap(([name, triple]) => (triple?.tokens ? [toRow(name, measureSubset(similarity, n, triple.tokens))] : [])),
    ...cloud.map((set) => toRow('random', set)),
  ];
  return {
    columns: [
      { title: 'set' },
      { title: 'tokens' },
      { title: 'k' },
      { title: 'rho_avg', digits: 4 },
      { title: 'rho_max', digits: 4 },
      { title: 'det', digits: 4 },
      { title: 'ln det', digits: 3 },
      { title: 'Eq. 26, printed', digits: 4 },
      { title: 'Gershgorin, valid', digits: 4 },
      { title: 'Eq. 27', digits: 4 },
      { title: 'Eq. 28', digits: 4 },
    ],
    rows,
  };
}

function toRow(name: string, { tokens, rhoAvg, rhoMax, rhoMaxAbsolute, logDet }: SubsetMeasures): DataCell[] {
  const k = tokens.length;
  return [
    name,
    tokens.join(' '),
    k,
    rhoAvg,
    rhoMax,
    Math.exp(logDet),
    logDet,
    Math.exp(logPrintedLower(k, rhoMax)),
    Math.exp(logGershgorinLower(k, rhoMaxAbsolute)),
    Math.exp(logAmgmUpper(k, rhoAvg)),
    Math.exp(logRefinedUpper(k, rhoAvg)),
  ];
}

/**
 * The numbers behind all charts in one long table: one row per distance, cosine, token or image, and quantity.
 */
import type { DataCell, DataTable } from '../../../core/figures/dataTable.ts';
import { centreOfBin, deviationByDistance, estimateDensity, meanByDistance } from '../../../core/figures/cosineProxyPairs.ts';
import type { ProxyCharts } from './proxyCharts.ts';

export function toTable(charts: ProxyCharts): DataTable {
  return {
    columns: [{ title: 'chart' }, { title: 'of' }, { title: 'quantity' }, { title: 'value', digits: 4 }],
    rows: [...listDistances(charts), ...listCorrelations(charts), ...listDensities(charts), ...listTokens(charts)],
  };
}

function listDistances({ byDistance }: ProxyCharts): DataCell[][] {
  const mean = meanByDistance(byDistance);
  const deviation = deviationByDistance(byDistance);
  return Array.from(byDistance.pairs).flatMap((pairs, distance) => {
    const of = `distance ${distance}`;
    return [
      ['a', of, 'mean cosine', mean[distance]],
      ['a', of, 'standard deviation', deviation[distance]],
      ['a', of, 'pairs', pairs],
    ];
  });
}

function listDensities({ hops }: ProxyCharts): DataCell[][] {
  const [near, far] = [estimateDensity(hops.neighbours), estimateDensity(hops.random)];
  return Array.from(near, (value, bin) => ({ value, bin, of: `cosine ${centreOfBin(bin).toFixed(3)}` }))
    .filter(({ value, bin }) => value > 0 || far[bin] > 0)
    .flatMap(({ value, bin, of }) => [
      ['b', of, 'density of neighbours', value],
      ['b', of, 'density of random pairs', far[bin]],
    ]);
}

function listTokens({ maps }: ProxyCharts): DataCell[][] {
  return Array.from(maps.entropy).flatMap((entropy, token) => [
    ['c', `token ${token}`, 'local entropy', entropy],
    ['d', `token ${token}`, 'mean cosine with the neighbours', maps.similarity[token]],
  ]);
}

function listCorrelations({ names, correlations, withoutBorder }: ProxyCharts): DataCell[][] {
  return names.flatMap((name, image) => [
    ['f', name, 'Pearson', correlations[image].pearson],
    ['f', name, 'Spearman', correlations[image].spearman],
    ['f', name, 'Pearson without the border', withoutBorder[image].pearson],
    ['f', name, 'Spearman without the border', withoutBorder[image].spearman],
  ]);
}

/**
 * Figures 3 and 4 as one drawing: cosine by distance, neighbours against random pairs, the two maps, and their correlation.
 */
import type { Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { drawRow, stack, type ChartPart } from './chartPart.tsx';
import { drawCorrelationChart } from './correlationChart.tsx';
import { drawDensityChart } from './densityChart.tsx';
import { drawDistanceChart } from './distanceChart.tsx';
import { drawPointsChart } from './pointsChart.tsx';
import { countImages, type ProxyCharts } from './proxyCharts.ts';
import { drawValueMap, type MapPaint } from './proxyMaps.tsx';
import { describeCoefficients, judgeCorrelation, judgeDistance, judgeHops } from './verdicts.ts';

interface DrawingOptions extends MapPaint {
  style: FigureStyle;
}

const GAP_X = 36;
const GAP_Y = 36;
/** Narrower drawings have one chart beside the other no longer. */
const TWO_COLUMNS = 640;

export function drawCosineProxy(charts: ProxyCharts, options: DrawingOptions, width: number): Drawing {
  const { style } = options;
  const rows = listRows(charts, options);
  if (width < TWO_COLUMNS) return stack(rows.flat().map((part) => drawRow([part], [width], 0, style)), GAP_Y);
  const half = (width - GAP_X) / 2;
  return stack(rows.map((row) => drawRow(row, [half, half], GAP_X, style)), GAP_Y);
}

function listRows(charts: ProxyCharts, { style, ...paint }: DrawingOptions): ChartPart[][] {
  const { names, isFolder, maps, neighbourhood, byDistance, hops } = charts;
  const of = isFolder ? `, ${countImages(names.length)}` : '';
  const mapsOf = isFolder ? `, mean of ${countImages(maps.images)}` : '';
  return [
    [
      {
        title: `(a) Cosine by distance${of}`,
        verdict: judgeDistance(byDistance),
        draw: (width) => drawDistanceChart(byDistance, style, width),
      },
      {
        title: `(b) Neighbours and random pairs${of}`,
        verdict: judgeHops(hops),
        draw: (width) => drawDensityChart(hops, style, width),
      },
    ],
    [
      {
        title: `(c) Local entropy, Eq. 2${mapsOf}`,
        verdict: 'How evenly a 3 × 3 window spreads along its first principal component.',
        draw: (width) => drawValueMap({ layout: maps.layout, isFolder }, { unit: 'local entropy (nats)', values: maps.entropy }, paint, width),
      },
      {
        title: `(d) Similarity${mapsOf}`,
        verdict: `Mean cosine of every token with its ${neighbourhood} neighbours in the grid.`,
        draw: (width) => drawValueMap({ layout: maps.layout, isFolder }, { unit: `mean cosine with the ${neighbourhood} neighbours`, values: maps.similarity }, paint, width),
      },
    ],
    [
      {
        title: `(e) Similarity and entropy${of}`,
        verdict: judgeCorrelation(charts),
        draw: (width) => drawPointsChart(charts, style, width),
      },
      {
        title: `(f) Their correlation${of}`,
        verdict: describeCoefficients(charts),
        draw: (width) => drawCorrelationChart(charts, style, width),
      },
    ],
  ];
}

/** Golden cases as figures see them, computed in float64, and drawings as the files that people export. */
import { renderSheet } from '../../src/ui/figures/frame/FigureSheet.tsx';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import type { Draw } from '../../src/ui/figures/drawing/Drawing.ts';
import { layOutPhoto } from '../../src/core/layout.ts';
import { computeRelevance } from '../../src/core/reference/relevance.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import type { Layout, TokenRange } from '../../src/core/tokens.ts';
import type { TokenGeometry } from '../../src/core/kernels.ts';
import { loadGoldenCases, type GoldenCase } from './goldenCases.ts';

/** What the golden cases expect of analyses, beside what the kernels are held to. */
export interface FigureExpectations {
  rows: number;
  cols: number;
  neighbourRedundancy?: number[];
  localEntropy?: number[];
  similarityByManhattanDistance?: number[];
  bounds?: Record<'rhoMax' | 'rhoAvg' | 'logDet' | 'gershgorinLogLower' | 'amgmLogUpper' | 'refinedLogUpper', number | null>;
}

export interface FigureCase extends GoldenCase, FigureExpectations {
  layout: Layout;
  /** f64[n, n] */
  similarity: Float64Array;
  /** f64[n], normalized */
  relevanceReference: Float64Array;
  /** As the page gets it: float32. */
  geometry: TokenGeometry;
  ranges: TokenRange[];
}

/** A golden case by name, laid over a made-up photo of 100 pixels per cell. */
export function loadFigureCase(name: string): FigureCase {
  const found = loadGoldenCases().find((golden) => golden.name === name);
  if (!found) throw new Error(`There is no golden case "${name}".`);
  // The file holds more than the kernels' judge needs to know.
  const golden = found as GoldenCase & FigureExpectations;
  const { n, d, rows, cols, tokens, joint, query } = golden;
  const similarity = computeSimilarity(tokens.data, n, d);
  const norms = Float32Array.from({ length: n }, (_, i) => Math.hypot(...tokens.data.subarray(i * d, (i + 1) * d)));
  const rowsOfQuery = query && { rows: query.embeddings.rows, data: query.embeddings.data };
  return {
    ...golden,
    layout: layOutPhoto({ width: cols * 100, height: rows * 100 }, { rows, cols }),
    similarity,
    relevanceReference: computeRelevance(joint.data, n, joint.cols, rowsOfQuery, golden.invert).normalized,
    geometry: { n, similarity: Float32Array.from(similarity), norms },
    ranges: [{ start: 0, count: n }],
  };
}

/** A drawing as an exported light SVG without a photo. */
export function drawSheet(draw: Draw): string {
  return renderSheet({ title: 'Title', source: 'Source', caption: 'Caption.', settings: 'settings', draw }, LIGHT_STYLE, null);
}

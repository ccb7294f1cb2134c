import type { Neighbour } from '../../../core/figures/bipartiteGraph.ts';
import { MOST_EDGES } from './bipartiteData.ts';

export interface EdgeBand {
  opacity: number;
  neighbours: Neighbour[];
}

const BANDS = 6;
const FAINTEST = 0.22;

/**
 * Edges of one token in a few bands of opacity, the weakest first, so that hundreds of lines are a few paths. Cosines from tau
 * to 1 go from faint to solid.
 * @param neighbours strongest first
 */
export function bandEdges(neighbours: readonly Neighbour[], threshold: number): EdgeBand[] {
  const bands: EdgeBand[] = Array.from({ length: BANDS }, (_, band) => ({ opacity: FAINTEST + ((1 - FAINTEST) * band) / (BANDS - 1), neighbours: [] }));
  for (const neighbour of neighbours.slice(0, MOST_EDGES)) {
    const strength = (neighbour.similarity - threshold) / Math.max(1 - threshold, 1e-6);
    bands[Math.max(0, Math.min(BANDS - 1, Math.floor(strength * BANDS)))].neighbours.push(neighbour);
  }
  return bands.filter((band) => band.neighbours.length > 0);
}

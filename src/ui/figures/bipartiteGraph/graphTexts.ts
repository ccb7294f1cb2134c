/**
 * What stands beside the graph in words.
 */
import { formatNumber, formatPercent } from '../../format.ts';
import { describeParity } from '../../paint/describeParity.ts';
import { MOST_EDGES, nameSide, type BipartiteGraph, type FocusedToken } from './bipartiteData.ts';

export function describeSides({ parity, layout, dropped }: BipartiteGraph): string {
  const cols = layout.views[0]?.cols ?? 1;
  switch (parity) {
    case 'index':
      return describeParity(cols);
    case 'shifted':
      return 'One more token in front of all shifts every index by one: the sides swap, and edges, degrees and scores stay as they are.';
    case 'rows':
      return (
        `Not the paper’s: every other row is shifted by one, which makes ${cols % 2 === 0 ? 'a checkerboard of column stripes' : 'column stripes of a checkerboard'}. ` +
        `Of the ${dropped.count} tokens that GSP drops, ${dropped.others} would be others.`
      );
    default:
      return parity satisfies never;
  }
}

export function describeDrawnEdges({ drawnEdges, edgeCount, pairCount }: BipartiteGraph): string {
  const share = pairCount > 0 ? `, ${formatPercent(edgeCount / pairCount)} of the pairs` : '';
  if (edgeCount === 0) return pairCount > 0 ? 'No pair reaches τ: there are no edges.' : 'One side is empty: there are no edges.';
  if (drawnEdges.length === edgeCount) return `All ${edgeCount} edges${share}.`;
  return `${drawnEdges.length} of ${edgeCount} edges${share}, evenly picked.`;
}

export function describeFocus({ side, degree, meanSimilarity, rank }: BipartiteGraph, { token, neighbours, others, count }: FocusedToken): string {
  const [strongest] = neighbours;
  const sides = [nameSide(side[token]), nameSide(1 - side[token])];
  const place = `rank ${rank[token]} of ${count}`;
  if (others === 0) return `Token ${token}, ${sides[0]}: there is no ${sides[1]} token to compare it with; ${place}.`;
  if (!strongest) return `Token ${token}, ${sides[0]}: no edge to the ${others} ${sides[1]} tokens, mean cosine ${formatNumber(meanSimilarity[token])}; ${place}.`;
  const edges = `${degree[token]} ${degree[token] === 1 ? 'edge' : 'edges'} to the ${others} ${sides[1]} tokens`;
  const drawn = neighbours.length > MOST_EDGES ? ` The ${MOST_EDGES} strongest are drawn.` : '';
  return `Token ${token}, ${sides[0]}: ${edges}, μ\u00a0=\u00a0${formatNumber(meanSimilarity[token])}, strongest ${formatNumber(strongest.similarity)}; ${place}.${drawn}`;
}

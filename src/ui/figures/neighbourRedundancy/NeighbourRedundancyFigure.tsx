/**
 * Figure 9 on the photo at hand.
 */
import { useCallback, useMemo, useState } from 'react';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { averageNeighbours, thresholdMap, type Neighbourhood } from '../../../core/figures/neighbourRedundancy.ts';
import { countEdges, findSurvivors, takeBlock } from '../../../core/figures/scriptOnGeometry.ts';
import { divideBudget } from '../../../core/divideBudget.ts';
import { useAppState } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { colourTable } from '../../paint/colourMaps.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureInputs, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { drawThresholdStrips, type ThresholdStrip } from './neighbourRedundancyDrawing.tsx';

/** The thresholds of Figure 9. */
const THRESHOLDS = [0.1, 0.3, 0.5, 0.7, 0.9];

const CAPTION =
  'Upper strip: mean cosine of every token with its neighbours in the grid, and below each map the tokens at or above τ. ' +
  'Lower strip: the bipartite score of Eq. 9 with that τ, as its rank, and below it the tokens that GSP would drop. ' +
  'Percentages are shares of the masks. The paper’s Figure 9 shows the upper strip.';

export function NeighbourRedundancyFigure({ inputs }: FigureProps) {
  const { shown, geometry } = inputs;
  const style = useFigureStyle();
  const view = useAppState((state) => state.settings.view);
  const [neighbourhood, setNeighbourhood] = useState<Neighbourhood>(8);
  const neighbours = useMemo(
    () => stripOfNeighbours(averageNeighbours(geometry.similarity, geometry.n, shown.photo.layout, neighbourhood), neighbourhood),
    [geometry, shown.photo.layout, neighbourhood],
  );
  const bipartite = useMemo(() => stripOfScores(inputs), [inputs]);
  const draw = useCallback(
    (width: number) =>
      drawThresholdStrips(
        [neighbours, bipartite],
        { layout: shown.photo.layout, table: colourTable(view.colourMap), opacity: view.opacity, style },
        width,
      ),
    [neighbours, bipartite, shown.photo.layout, view.colourMap, view.opacity, style],
  );
  return (
    <FigureFrame
      id="neighbour-redundancy"
      title="Redundancy across thresholds"
      source="Figure 9"
      caption={CAPTION}
      settings={describeSettings(shown)}
      layout={shown.photo.layout}
      draw={draw}
      table={() => toTable(neighbours, bipartite)}
      controls={
        <Choice<'8' | '4'>
          label="Neighbours"
          value={neighbourhood === 8 ? '8' : '4'}
          options={[
            { value: '8', title: '8, as the caption says' },
            { value: '4', title: '4, as the authors’ code has it' },
          ]}
          onChange={(value) => setNeighbourhood(value === '8' ? 8 : 4)}
        />
      }
    />
  );
}

/** Cosines from 0 to 1 over the whole colour map, so that maps of different photos compare. */
export function stripOfNeighbours(mean: Float64Array, neighbourhood: Neighbourhood): ThresholdStrip {
  const values = Float32Array.from(mean);
  return {
    title: `Mean cosine with the ${neighbourhood} neighbours`,
    unit: 'mean cosine with the neighbours',
    ticks: [0, 0.5, 1].map((at) => ({ at, text: String(at) })),
    columns: THRESHOLDS.map((threshold) => ({ threshold, values, mask: thresholdMap(mean, threshold) })),
  };
}

export function stripOfScores({ shown, geometry, ranges }: Pick<FigureInputs, 'geometry' | 'ranges'> & { shown: Pick<FigureInputs['shown'], 'parameters'> }): ThresholdStrip {
  const { parameters } = shown;
  const budgets = divideBudget(parameters.budget, ranges.length);
  const columns = THRESHOLDS.map((threshold) => {
    const values = new Float32Array(geometry.n);
    const mask = new Uint8Array(geometry.n);
    for (const [index, range] of ranges.entries()) {
      const edges = countEdges(takeBlock(geometry, range), { graph: parameters.graph, threshold });
      const budget = Math.min(range.count, budgets[index]);
      const { ranking, survives } = findSurvivors(edges, { ...parameters, threshold }, budget);
      ranking.forEach((token, position) => (values[range.start + token] = 1 - position / Math.max(1, range.count - 1)));
      survives.forEach((kept, token) => (mask[range.start + token] = 1 - kept));
    }
    return { threshold, values, mask };
  });
  return {
    title: 'Bipartite score',
    unit: 'rank of the score, 1 = most redundant',
    ticks: [
      { at: 0, text: String(ranges[0]?.count ?? geometry.n) },
      { at: 1, text: '1' },
    ],
    columns,
  };
}

function toTable(neighbours: ThresholdStrip, bipartite: ThresholdStrip): DataTable {
  const [first] = neighbours.columns;
  return {
    columns: [
      { title: 'token' },
      { title: 'mean cosine with the neighbours', digits: 4 },
      ...bipartite.columns.map(({ threshold }) => ({ title: `dropped by GSP at tau = ${threshold}` })),
    ],
    rows: Array.from(first.values, (value, token) => [token, value, ...bipartite.columns.map(({ mask }) => mask[token])]),
  };
}

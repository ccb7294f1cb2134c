/**
 * The bipartite graph behind the redundancy of Eq. 8-9.
 */
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Parity } from '../../../core/figures/bipartiteGraph.ts';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import type { Shown } from '../../../state/store.ts';
import { useAppState, useServices } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { colourTable } from '../../paint/colourMaps.ts';
import { describeSettings, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { useSlicedWork } from '../useSlicedWork.ts';
import { WorkBar } from '../WorkBar.tsx';
import { buildGraph, MOST_EDGES, nameSide, type BipartiteGraph, type NodeOrder } from './bipartiteData.ts';
import { drawBipartiteGraph } from './bipartiteDrawing.tsx';

const CAPTION =
  'Tokens are halved into even and odd indices, and a token has an edge to every token of the other half with a cosine of at least τ (Eq. 8). ' +
  'On the photo: odd tokens in the shade, and the edges of the token in focus, the stronger the more opaque. ' +
  `Beside it: the whole graph, thinned out evenly to ${MOST_EDGES} edges where there are more. ` +
  'The score is d(t) · exp(γ (μ − τ)) (Eq. 9), with μ the mean cosine over the edges: without γ the degree alone ranks the tokens, and γ lifts those ' +
  'with few but close neighbours; the lines are the 12 tokens that it moves most. A token without edges scores its mean cosine to the other half, whatever γ is.';

const PARITIES: readonly { value: Parity; title: string }[] = [
  { value: 'index', title: 'even and odd index' },
  { value: 'shifted', title: 'index shifted by one' },
  { value: 'rows', title: 'every other row shifted by one' },
];

const ORDERS: readonly { value: NodeOrder; title: string }[] = [
  { value: 'degree', title: 'degree' },
  { value: 'score', title: 'rank of the score' },
  { value: 'index', title: 'index' },
];

export function BipartiteGraphFigure({ inputs }: FigureProps) {
  const { geometry, ranges, shown } = inputs;
  const [parity, setParity] = useState<Parity>('index');
  const { layout } = shown.photo;
  const { parameters } = shown;
  const start = useMemo(() => () => buildGraph({ geometry, ranges, layout, parameters }, parity), [geometry, ranges, layout, parameters, parity]);
  const { result, progress, problem, cancel } = useSlicedWork(start);
  if (problem !== null) return <p className="figure-waiting">{problem}</p>;
  // A graph of other settings stays while the next one is under way, one of another photo does not.
  if (result?.geometry !== geometry) return <p className="figure-waiting">Counting the edges …</p>;
  return (
    <DrawnGraph shown={shown} graph={result}>
      <Choice<Parity> label="Halves" value={parity} options={PARITIES} onChange={setParity} />
      {progress !== null && <WorkBar text="Counting the edges" progress={progress} onCancel={cancel} />}
    </DrawnGraph>
  );
}

function DrawnGraph({ shown, graph, children }: { shown: Shown; graph: BipartiteGraph; children: ReactNode }) {
  const { store } = useServices();
  const colourMap = useAppState((state) => state.settings.view.colourMap);
  const [order, setOrder] = useState<NodeOrder>('degree');
  const table = useMemo(() => colourTable(colourMap), [colourMap]);
  const draw = useCallback(
    // Read when it is drawn: an exported file shows the token that is in focus at that moment.
    (width: number) => drawBipartiteGraph(graph, { order, table, token: store.getState().focus.token }, width),
    [graph, order, table, store],
  );
  const split = graph.parity === 'index' ? '' : `, ${PARITIES.find(({ value }) => value === graph.parity)?.title ?? ''}`;
  return (
    <FigureFrame
      id="bipartite-graph"
      title="The bipartite graph"
      source="Eq. 8–9"
      caption={CAPTION}
      settings={`${describeSettings(shown)}${split}`}
      layout={shown.photo.layout}
      draw={draw}
      table={() => toTable(graph)}
      controls={
        <>
          <Choice<NodeOrder> label="Nodes by" value={order} options={ORDERS} onChange={setOrder} />
          {children}
        </>
      }
    />
  );
}

function toTable({ side, degree, meanSimilarity, ranks }: BipartiteGraph): DataTable {
  return {
    columns: [
      { title: 'token' },
      { title: 'side' },
      { title: 'degree' },
      { title: 'mean cosine', digits: 4 },
      ...ranks.map(({ gamma }) => ({ title: `rank at gamma = ${gamma}` })),
    ],
    rows: Array.from(side, (value, token) => [token, nameSide(value), degree[token], meanSimilarity[token], ...ranks.map(({ rank }) => rank[token])]),
  };
}

/**
 * What the LLM still sees: every cell of the photo as the patch of the kept token most similar to it.
 */
import { useCallback, useMemo, useState } from 'react';
import { Switch } from 'react-aria-components';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { measureCoverage } from '../../../core/figures/remainingView.ts';
import { ZERO_NORM } from '../../../core/numerics.ts';
import { assignToKept } from '../../../core/scoreCard/keptAssignment.ts';
import { useAppState } from '../../AppContext.ts';
import { colourTable } from '../../paint/colourMaps.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { useFrontViews } from '../drawing/useShownViews.ts';
import { composeRemainingView } from './composeRemainingView.ts';
import { drawRemainingView, type RemainingView } from './remainingViewDrawing.tsx';

export function RemainingViewFigure({ inputs }: FigureProps) {
  const { shown, geometry } = inputs;
  const { photo, selection, parameters } = shown;
  const { layout, bitmap } = photo;
  const front = useFrontViews(layout);
  const style = useFigureStyle();
  const view = useAppState((state) => state.settings.view);
  const [marksKept, setMarksKept] = useState(false);
  const kept = selection.indices;
  const assignment = useMemo(() => assignToKept(geometry.similarity, geometry.n, kept), [geometry, kept]);
  const picture = useMemo(
    () => bitmap && composeRemainingView(bitmap, layout, front, assignment.nearest, style.sunken),
    [bitmap, layout, front, assignment, style.sunken],
  );
  const { threshold } = parameters;
  const data = useMemo<RemainingView>(
    () => ({ layout, kept, assignment, threshold, picture, coverage: measureCoverage(assignment, threshold) }),
    [layout, kept, assignment, threshold, picture],
  );
  const draw = useCallback(
    (width: number) => drawRemainingView(data, { table: colourTable(view.colourMap), opacity: view.opacity, marksKept, style }, width),
    [data, view.colourMap, view.opacity, marksKept, style],
  );
  const zeros = useMemo(() => geometry.norms.reduce((count, norm) => count + Number(norm < ZERO_NORM), 0), [geometry]);
  return (
    <FigureFrame
      id="remaining-view"
      title="What the LLM still sees"
      source="Sec. 4.3"
      caption={writeCaption(data, zeros)}
      settings={describeSettings(shown)}
      layout={layout}
      draw={draw}
      table={() => toTable(data)}
      controls={
        <Switch className="switch" isSelected={marksKept} onChange={setMarksKept}>
          <span className="switch-track" aria-hidden="true" />
          Outline the kept cells
        </Switch>
      }
    />
  );
}

function writeCaption({ layout, picture }: RemainingView, zeros: number): string {
  const sentences = [
    picture === null
      ? 'There is no photo: cells of one colour are seen through the same kept token, whose number they carry where there is room.'
      : 'Right: every dropped cell shows the patch of its nearest kept token, the one with the largest cosine between the encoder’s tokens; kept cells show themselves.',
    'Double lines surround lost cells, whose cosine with every kept token is below τ.',
    'It is a picture of what the kept tokens can stand for, not of what the model computes: no token is replaced, dropped ones are simply absent. The paper has no such figure.',
  ];
  if (layout.views.length > 1) sentences.push('The nearest kept token is sought in all views, also where tokens were selected per view.');
  if (zeros > 0) {
    sentences.push(`${zeros} ${zeros === 1 ? 'token is' : 'tokens are'} zero and have no direction: unless kept, they fall to the first kept token with cosine 0.`);
  }
  return sentences.join(' ');
}

function toTable({ assignment: { nearest, cosine, clusterSize }, coverage }: RemainingView): DataTable {
  return {
    columns: [
      { title: 'token' },
      { title: 'kept' },
      { title: 'nearest kept token' },
      { title: 'cosine with it', digits: 4 },
      { title: 'lost' },
      { title: 'cells it stands for' },
    ],
    rows: Array.from(nearest, (source, token) => [
      token,
      Number(source === token),
      source < 0 ? null : source,
      source < 0 ? null : cosine[token],
      coverage.lostMask[token],
      clusterSize[token],
    ]),
  };
}

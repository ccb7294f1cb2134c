/**
 * Every compared method over the same photo, and any two of them against each other.
 */
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import { useAppState } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { colourTable } from '../../paint/colourMaps.ts';
import { DrawnFigure } from '../../figures/frame/DrawnFigure.tsx';
import { FigureFrame } from '../../figures/frame/FigureFrame.tsx';
import { useElementWidth } from '../../figures/frame/useElementWidth.ts';
import { describeSettings } from '../../figures/figureInputs.ts';
import { useFigureStyle, type FigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { useFocusToken } from '../../figures/drawing/useFocusToken.ts';
import { judgeEntry } from '../availability.ts';
import { nameRuns, useMethodRuns, type ComparisonProps } from '../comparisonInputs.ts';
import { CompareBudget } from './CompareBudget.tsx';
import { readCellColours } from './cellColours.ts';
import { describeToken } from './focusSentence.ts';
import { drawGrid } from './gridDrawing.tsx';
import { FACE_TITLES, MAP_FACES, type MapFace, type RankingScale } from './mapFaces.ts';
import type { MapOptions } from './MethodMap.tsx';
import { PairSection } from './PairSection.tsx';
import { toPair, type Pair } from './pairDrawing.tsx';
import { drawSheetOf } from './sheetDrawing.tsx';
import { adviseStandIns, toShownRuns, type ShownRun } from './shownRuns.ts';
import { tabulateRuns } from './sideBySideTable.ts';
import { usePairChoice } from './usePairChoice.ts';
import { useSlowUpdates } from './useSlowUpdates.ts';
import { writeCaption } from './captions.ts';
import './sideBySide.css';

export function SideBySideFigure({ shown }: ComparisonProps) {
  const { photo } = shown;
  const style = useFigureStyle();
  const [face, setFace] = useState<MapFace>('kept');
  const [scale, setScale] = useState<RankingScale>('percentile');
  const runs = useShownRuns(shown);
  const options = useMapOptions(shown, face, scale);
  const choice = usePairChoice(runs.length);
  const pair = useMemo(() => (runs.length < 2 ? null : pairOf(runs, choice.a, choice.b, style)), [runs, choice.a, choice.b, style]);
  const draw = useCallback((width: number) => drawSheetOf(runs, pair, options, style, width), [runs, pair, options, style]);
  return (
    <FigureFrame
      id="compare"
      title="Methods side by side"
      source="Figure 1"
      caption={writeCaption(runs, face, pair !== null)}
      settings={describeSettings(shown)}
      layout={photo.layout}
      draw={draw}
      drawsOnlyForExport
      table={() => tabulateRuns(photo.layout, runs)}
      controls={
        <>
          <CompareBudget shown={shown} />
          <Choice<MapFace> label="Maps show" value={face} options={MAP_FACES.map((value) => ({ value, title: FACE_TITLES[value] }))} onChange={setFace} />
          {face === 'ranking' && (
            <Choice<RankingScale>
              label="Scale"
              value={scale}
              options={[
                { value: 'percentile', title: 'Percentile' },
                { value: 'range', title: 'Lowest to highest' },
              ]}
              onChange={setScale}
            />
          )}
        </>
      }
    >
      <MapGrid runs={runs} options={options} />
      {pair ? (
        <PairSection choice={choice} pair={pair} titles={runs.map(({ title }) => title)} options={options} />
      ) : (
        <p className="hint">Add a second method to see where two of them differ.</p>
      )}
    </FigureFrame>
  );
}

function useShownRuns(shown: ComparisonProps['shown']): ShownRun[] {
  // As late as the photo that the figure gets, so that both change at once.
  const runs = useDeferredValue(useMethodRuns());
  const allowStandIns = useAppState((state) => state.settings.compare.allowStandIns);
  const updating = useSlowUpdates(runs);
  return useMemo(
    () => toShownRuns(nameRuns(runs), shown.photo, updating).map((run, index) => adviseStandIns(run, judgeEntry(runs[index].entry, shown, allowStandIns))),
    [runs, shown, updating, allowStandIns],
  );
}

function useMapOptions({ photo: { bitmap, layout } }: ComparisonProps['shown'], face: MapFace, scale: RankingScale): MapOptions {
  const { colourMap, opacity } = useAppState((state) => state.settings.view);
  const colours = useMemo(() => (face === 'groups' && bitmap ? readCellColours(bitmap, layout) : null), [face, bitmap, layout]);
  return useMemo(() => ({ layout, face, scale, table: colourTable(colourMap), opacity, colours }), [layout, face, scale, colourMap, opacity, colours]);
}

function pairOf(runs: readonly ShownRun[], a: number, b: number, { series }: FigureStyle): Pair {
  const sideOf = (place: number) => ({ run: runs[place], hue: series[place % series.length] });
  return toPair(sideOf(a), sideOf(b));
}

function MapGrid({ runs, options }: { runs: readonly ShownRun[]; options: MapOptions }) {
  const style = useFigureStyle();
  const token = useFocusToken();
  const body = useRef<HTMLDivElement>(null);
  const width = useElementWidth(body);
  const drawing = useMemo(() => (width > 0 && runs.length > 0 ? drawGrid(runs, options, style, width) : null), [runs, options, style, width]);
  return (
    <>
      <div ref={body} className="figure-body">
        {drawing && <DrawnFigure width={width} drawing={drawing} label="Methods side by side" />}
      </div>
      <p className="compare-focus">{token === null ? 'Point at a map, or use the arrow keys on the panels, to see what becomes of one token.' : describeToken(options.layout, token, runs)}</p>
    </>
  );
}

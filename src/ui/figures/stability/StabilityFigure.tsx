/**
 * Stability: which tokens of the photo at hand survive when tau, gamma and p are moved a little.
 */
import { useCallback, useMemo, useState } from 'react';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { splitSelection } from '../../../core/figures/selectionParts.ts';
import type { Sliced } from '../../../core/figures/slices.ts';
import { MOVED, measureStability, REACHES, type Reach } from '../../../core/figures/stability.ts';
import { useAppState } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { colourTable } from '../../paint/colourMaps.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureInputs, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { useSlicedWork } from '../useSlicedWork.ts';
import { WorkBar } from '../WorkBar.tsx';
import { drawStability, drawWaiting, type StabilityView } from './stabilityDrawing.tsx';
import './stability.css';

const CAPTION =
  'Every setting is selected anew, as the page itself would: same photo, question and budget, another τ, γ and p. τ and γ change which tokens GSP finds ' +
  'redundant, p how many of them it drops; the greedy DPP order depends on none of the three, so it is walked again, not searched again. ' +
  'Values beyond the range of a slider count once, at its end. The paper reports one setting and no such analysis.';

const REACH_TITLES: Record<Reach, string> = {
  small: describeReach('Near', 'small'),
  medium: describeReach('Medium', 'medium'),
  large: describeReach('Far', 'large'),
};

const NO_NUMBERS: DataTable = { columns: [], rows: [] };

/** A result with what it was computed from: it stays on screen while the next one is under way. */
interface Finished extends StabilityView {
  photo: FigureInputs['shown']['photo'];
  settings: string;
}

export function StabilityFigure({ inputs }: FigureProps) {
  const style = useFigureStyle();
  const view = useAppState((state) => state.settings.view);
  const [reach, setReach] = useState<Reach>('medium');
  const work = useStability(inputs, reach);
  const { finished } = work;
  const draw = useMemo(() => {
    if (!finished) return drawWaiting(work.isStopped ? 'Stopped before there was a result.' : 'Selecting with every nearby setting …', style);
    const options = { table: colourTable(view.colourMap), opacity: view.opacity, style };
    return (width: number) => drawStability(finished, options, width);
  }, [finished, work.isStopped, view.colourMap, view.opacity, style]);
  return (
    <FigureFrame
      id="stability"
      title="Stability of every token"
      source="Sec. 4.3"
      caption={CAPTION}
      settings={finished?.settings ?? describeSettings(inputs.shown)}
      layout={inputs.shown.photo.layout}
      draw={draw}
      table={() => (finished ? toTable(finished) : NO_NUMBERS)}
      controls={
        <>
          <Choice<Reach>
            label="How far"
            value={reach}
            options={(Object.keys(REACH_TITLES) as Reach[]).map((value) => ({ value, title: REACH_TITLES[value] }))}
            onChange={setReach}
          />
          {work.progress !== null && (
            <div className="stability-work">
              <WorkBar text="Selecting with nearby settings" progress={work.progress} onCancel={work.stop} />
            </div>
          )}
          {work.isStopped && <p>Stopped. The next change starts again.</p>}
          {work.problem !== null && <p>{work.problem}</p>}
        </>
      }
    />
  );
}

function useStability({ shown, geometry, ranges }: FigureInputs, reach: Reach) {
  const [stopped, setStopped] = useState<(() => Sliced<Finished>) | null>(null);
  const start = useCallback(() => measure({ shown, geometry, ranges }, reach), [shown, geometry, ranges, reach]);
  const { result, progress, problem, cancel } = useSlicedWork(start);
  return {
    // What is left of a former photo does not go with this one.
    finished: result?.photo === shown.photo ? result : null,
    progress,
    problem,
    isStopped: stopped === start,
    stop: () => {
      cancel();
      setStopped(() => start);
    },
  };
}

function* measure({ shown, geometry, ranges }: FigureInputs, reach: Reach): Sliced<Finished> {
  const { photo, selection, parameters } = shown;
  const parts = splitSelection(selection, ranges, parameters);
  const stability = yield* measureStability({ geometry, parts, kept: selection.indices, parameters }, reach);
  const settings = `${describeSettings(shown)}; nearby: ${REACH_TITLES[reach]}`;
  return { stability, photo, layout: photo.layout, kept: selection.indices, current: parameters, settings };
}

function describeReach(name: string, reach: Reach): string {
  const { threshold, gamma, pruneRatio } = REACHES[reach];
  return `${name}: τ ± ${threshold}, γ ± ${gamma}, p ± ${pruneRatio}`;
}

function toTable({ stability, kept }: Finished): DataTable {
  const isKept = new Set(kept);
  const rows = Array.from(stability.share, (share, token) => [token, share, Number(isKept.has(token)), null, null, null, null]);
  const sensitivity = MOVED.flatMap((name) =>
    stability.alone[name].map(({ value, overlap }) => {
      const mean = stability.together[name].find((point) => point.value === value);
      return [null, null, null, name, value, overlap, mean?.overlap ?? null];
    }),
  );
  return {
    columns: [
      { title: 'token' },
      { title: 'share of the settings that keep it', digits: 3 },
      { title: 'kept now' },
      { title: 'parameter' },
      { title: 'value', digits: 3 },
      { title: 'overlap, moved alone', digits: 3 },
      { title: 'mean overlap at this value', digits: 3 },
    ],
    rows: [...rows, ...sensitivity],
  };
}

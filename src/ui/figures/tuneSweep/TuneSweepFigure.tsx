/**
 * Every cell of a grid of tau, gamma, p and m: what is kept there, as a map whose cells can be loaded into the page.
 */
import { useCallback, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { useStore } from 'zustand';
import type { TuningCell } from '../../../core/tuning/plan.ts';
import { countProgress, toPlainTuning, toTuningTable, type TuningResults } from '../../../core/tuning/results.ts';
import { describeTuning, findTuningSweep, isUnfinished, type TuningRun, type TuningSweep, type TuningWanted } from '../../../state/tuningSweep.ts';
import type { AppState } from '../../../state/store.ts';
import { useAppState, useServices } from '../../AppContext.ts';
import type { ComparisonProps } from '../../compare/comparisonInputs.ts';
import { colourTable } from '../../paint/colourMaps.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { WorkBar } from '../WorkBar.tsx';
import { drawHeatmap } from './heatmapDrawing.tsx';
import { PlanFields, SourceFields, splitQuestions, type SweepSources } from './PlanForm.tsx';
import { readPlan, readTexts, writeTexts, type PlanTexts } from './planTexts.ts';
import { fitChoice, suggestChoice, takeSlice, type SliceChoice } from './slice.ts';
import { BestCell, SliceControls, SliceTable } from './SliceControls.tsx';
import { useCalmRun } from './useCalmRun.ts';
import './tuneSweep.css';

const CAPTION =
  'What Script keeps at every combination of τ, γ, p and m. Edges are counted once for every τ, scores once for every γ, the greedy order once; p and m only walk it anew. ' +
  'Over several images or questions: the mean, ± the standard deviation. The outlined cell is what the page is set to. Click a cell to load it.';

const NO_RESULTS: TuningResults = { plan: { threshold: [], gamma: [], pruneRatio: [], budget: [] }, subjects: [] };

export function TuneSweepFigure({ shown }: ComparisonProps) {
  const { store, controller } = useServices();
  const sweep = findTuningSweep(store, controller.link);
  const run = useCalmRun(sweep);
  const current = useAppState((state) => state.settings.parameters);
  const form = usePlanForm(current);
  const [sources, setSources] = useState<SweepSources>(() => ({ files: run?.wanted.files ?? null, questions: run?.wanted.questions.join('\n') ?? '' }));
  const { read } = form;
  const wanted = useMemo(() => read.plan && { plan: read.plan, files: sources.files, questions: splitQuestions(sources.questions) }, [read, sources]);
  const [showsCells, setShowsCells] = useState(false);
  const [chosen, setChoice] = useState<SliceChoice | null>(null);
  const results = run?.results ?? NO_RESULTS;
  const view = useSlice(results, chosen, run?.shown.parameters ?? current);
  const load = useCallback(
    ({ threshold, gamma, pruneRatio, budget }: TuningCell) => controller.setParameters({ threshold, gamma, pruneRatio, budget: Math.min(budget, shown.photo.n) }),
    [controller, shown.photo.n],
  );
  const draw = useHeatmap(view?.slice ?? null, current, load);
  return (
    <FigureFrame
      id="tune-sweep"
      title="Tuning sweep"
      source="measured here"
      caption={CAPTION}
      settings={describeSettings(run?.shown ?? shown)}
      draw={draw}
      table={() => toTuningTable(results)}
      plain={() => describeRun(run, store.getState())}
      controls={
        <>
          <PlanFields texts={form.texts} onChange={form.write} />
          <SourceFields sources={sources} canAsk={shown.question.kind === 'asked' || shown.question.kind === 'empty'} onChange={setSources} />
          <SweepControls sweep={sweep} wanted={wanted} cells={read.cells} problem={read.problem} />
          {view && <SliceControls results={results} choice={view.choice} onChange={setChoice} />}
        </>
      }
    >
      {view && (
        <>
          <BestCell results={results} choice={view.choice} onCell={load} />
          <details className="figure-numbers" onToggle={(event) => setShowsCells(event.currentTarget.open)}>
            <summary>The cells as a table</summary>
            {showsCells && <SliceTable slice={view.slice} current={current} onCell={load} />}
          </details>
        </>
      )}
      <Problems results={results} />
    </FigureFrame>
  );
}

/** The texts of the plan, as they stand in the settings. */
function usePlanForm(current: TuningCell) {
  const { controller } = useServices();
  const sweep = useAppState((state) => state.settings.sweep);
  const texts = useMemo(() => readTexts(sweep, current), [sweep, current]);
  const read = useMemo(() => readPlan(texts, current), [texts, current]);
  return { texts, read, write: (changed: PlanTexts) => controller.setSweep(writeTexts(changed)) };
}

function useSlice(results: TuningResults, chosen: SliceChoice | null, current: TuningCell) {
  const suggested = useMemo(() => (results.subjects.length === 0 ? null : suggestChoice(results.plan, current)), [results, current]);
  return useMemo(() => {
    const wanted = chosen ?? suggested;
    if (!wanted || results.subjects.length === 0) return null;
    const choice = fitChoice(wanted, results);
    return { choice, slice: takeSlice(results, choice) };
  }, [results, chosen, suggested]);
}

function useHeatmap(slice: ReturnType<typeof takeSlice> | null, current: TuningCell, onCell: (cell: TuningCell) => void) {
  const style = useFigureStyle();
  const colourMap = useAppState((state) => state.settings.view.colourMap);
  return useCallback(
    (width: number) => (slice ? drawHeatmap({ slice, table: colourTable(colourMap), current, onCell }, style, width) : { height: 0, content: null }),
    [slice, colourMap, current, onCell, style],
  );
}

interface SweepControlsProps {
  sweep: TuningSweep;
  /** null for a plan that cannot be read. */
  wanted: TuningWanted | null;
  cells: number | null;
  problem: string | null;
}

function SweepControls({ sweep, wanted, cells, problem }: SweepControlsProps) {
  const run = useStore(sweep.state, (state) => state.run);
  const { controller, store } = useServices();
  const isOutdated = useIsOutdated(run, wanted);
  const { done, all } = countProgress(run?.results ?? NO_RESULTS);
  if (run?.isRunning) return <WorkBar text={`Sweeping: ${done} of ${all}`} progress={all === 0 ? null : done / all} onCancel={sweep.cancel} />;
  const isPartial = run !== null && !isOutdated && isUnfinished(run.results);
  const start = () => {
    if (!wanted) return;
    // What is swept stays what is written, also when the sliders move.
    if (store.getState().settings.sweep === '') controller.setSweep(writeTexts(readTexts('', store.getState().settings.parameters)));
    sweep.start(wanted);
  };
  return (
    <div className="tune-run">
      <Button className="button small" isDisabled={!wanted} onPress={start}>
        {isPartial ? 'Go on with the sweep' : run && !isOutdated ? 'Run it again' : 'Run the sweep'}
      </Button>
      {cells !== null && <span className="hint">{cells === 1 ? '1 cell' : `${cells} cells`}</span>}
      {isPartial && <span className="hint">{`stopped at ${done} of ${all}`}</span>}
      {problem !== null && (
        <span className="tune-problem" role="status">
          {problem}
        </span>
      )}
      {isOutdated && problem === null && (
        <span className="tune-problem" role="status">
          Outdated: values, photo, question, boxes or parameters have changed since.
        </span>
      )}
    </div>
  );
}

function useIsOutdated(run: TuningRun | null, wanted: TuningWanted | null): boolean {
  const shown = useAppState((state) => state.shown);
  const settings = useAppState((state) => state.settings);
  const encoder = useAppState((state) => state.encoder);
  const key = useMemo(() => wanted && describeTuning({ shown, settings, encoder }, wanted), [shown, settings, encoder, wanted]);
  return run !== null && run.key !== key;
}

function Problems({ results: { subjects } }: { results: TuningResults }) {
  const refused = subjects.filter(({ problem }) => problem !== null);
  if (refused.length === 0) return null;
  return (
    <ul className="tune-refusals">
      {refused.map(({ image, question, problem }) => (
        <li key={`${image} ${question}`}>{`${image}: ${problem}`}</li>
      ))}
    </ul>
  );
}

/** The sweep with everything that it depends on. */
function describeRun(run: TuningRun | null, { engine }: Pick<AppState, 'engine'>) {
  if (!run) return toPlainTuning(NO_RESULTS);
  const device = engine.status === 'ready' ? engine.start.kernels : null;
  return { device: device && { kind: device.kind, adapter: device.adapter }, parameters: run.base, regions: run.regions, ...toPlainTuning(run.results) };
}

/**
 * Every compared method at one budget after another: where it is good, and where it stops being.
 */
import { useCallback, useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { toPlainSweep, toSweepTable, type Sweep } from '../../../core/scoreCard/sweep.ts';
import { countSteps, describeSweep } from '../../../state/budgetSweep.ts';
import { resolveParameters } from '../../../state/compareEntries.ts';
import type { AppState, SweepRun } from '../../../state/store.ts';
import { useAppState, useServices } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { useFigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { describeSettings } from '../../figures/figureInputs.ts';
import { FigureFrame } from '../../figures/frame/FigureFrame.tsx';
import { WorkBar } from '../../figures/WorkBar.tsx';
import type { ComparisonProps } from '../comparisonInputs.ts';
import { drawSweep, type MeasureChoice } from './sweepDrawing.tsx';
import { listRefusals, SWEPT_MEASURES } from './sweepSeries.ts';
import './budgetSweep.css';

const CAPTION =
  'The measures of the score card at budgets from few tokens to two thirds of all, the paper’s among them where the photo has 576. Lines break where a method does not ' +
  'run at a budget; hollow marks below the scale stand for −∞. Times are single runs and rough. Point at a chart for its numbers; click to keep that many tokens.';

const NOTHING: Sweep = { budgets: [], methods: [] };

export function BudgetSweepFigure({ shown }: ComparisonProps) {
  const { store, controller } = useServices();
  const style = useFigureStyle();
  const run = useAppState((state) => state.sweep);
  const current = useAppState((state) => state.settings.parameters.budget);
  const isOutdated = useIsOutdated(run);
  const [choice, setChoice] = useState<MeasureChoice>('all');
  const sweep = run?.sweep ?? NOTHING;
  const setBudget = useCallback((budget: number) => controller.setParameters({ budget }), [controller]);
  const draw = useCallback(
    (width: number) => (sweep.methods.length === 0 ? { height: 0, content: null } : drawSweep({ sweep, choice, current, onBudget: setBudget }, style, width)),
    [sweep, choice, current, setBudget, style],
  );
  return (
    <FigureFrame
      id="budget-sweep"
      title="Budget sweep"
      source="measured here"
      caption={CAPTION}
      settings={describeSettings(run?.shown ?? shown)}
      draw={draw}
      table={() => toSweepTable(sweep)}
      plain={() => (run ? toPlainSweepRun(run, store.getState()) : NOTHING)}
      controls={
        <>
          <SweepControls run={run} isOutdated={isOutdated} />
          <Choice<MeasureChoice>
            label="Measure"
            value={choice}
            options={[{ value: 'all', title: 'All measures' }, ...SWEPT_MEASURES.map(({ id, title }) => ({ value: id, title }))]}
            onChange={setChoice}
          />
        </>
      }
    >
      {run && <BudgetButtons budgets={sweep.budgets} current={current} onBudget={setBudget} />}
      <Refusals sweep={sweep} />
    </FigureFrame>
  );
}

/** Whether photo, question, methods or parameters are others than those of the sweep. */
function useIsOutdated(run: SweepRun | null): boolean {
  const shown = useAppState((state) => state.shown);
  const settings = useAppState((state) => state.settings);
  const key = useMemo(() => describeSweep({ shown, settings }), [shown, settings]);
  return run !== null && run.key !== key;
}

function SweepControls({ run, isOutdated }: { run: SweepRun | null; isOutdated: boolean }) {
  const { controller } = useServices();
  const { done, all } = countSteps(run?.sweep ?? NOTHING);
  if (run?.isRunning) return <WorkBar text={`Sweeping: ${done} of ${all}`} progress={all === 0 ? null : done / all} onCancel={controller.sweep.cancel} />;
  const isPartial = run !== null && !isOutdated && done < all;
  return (
    <>
      <Button className="button small" onPress={controller.sweep.start}>
        {isPartial ? 'Go on with the sweep' : run && !isOutdated ? 'Run it again' : 'Run the sweep'}
      </Button>
      {isPartial && <span className="remark">stopped at {done} of {all}</span>}
      {isOutdated && (
        <span className="sweep-outdated" role="status">
          Outdated: photo, question, methods or parameters have changed since.
        </span>
      )}
    </>
  );
}

interface BudgetButtonsProps {
  budgets: readonly number[];
  current: number;
  onBudget: (budget: number) => void;
}

/** What a click on a chart does, for those who use no pointer. */
function BudgetButtons({ budgets, current, onBudget }: BudgetButtonsProps) {
  return (
    <div className="sweep-budgets" role="group" aria-label="Budgets of the sweep">
      <span className="field-label">Keep</span>
      {budgets.map((budget) => (
        <Button key={budget} className="preset" data-current={budget === current || undefined} onPress={() => onBudget(budget)}>
          {budget}
        </Button>
      ))}
      <span className="field-label">tokens</span>
    </div>
  );
}

function Refusals({ sweep }: { sweep: Sweep }) {
  const refusals = listRefusals(sweep);
  if (refusals.length === 0) return null;
  return (
    <ul className="sweep-refusals">
      {refusals.map(({ title, budgets, sentence }) => (
        <li key={title}>
          {title} does not run at {budgets.length === sweep.budgets.length ? 'any of these budgets' : `m = ${budgets.join(', ')}`}: {sentence}
        </li>
      ))}
    </ul>
  );
}

/** The sweep with everything that it depends on. */
function toPlainSweepRun({ sweep, shown: { photo, question, parameters }, entries }: SweepRun, { engine }: Pick<AppState, 'engine'>) {
  const { budgets, methods } = toPlainSweep(sweep);
  const device = engine.status === 'ready' ? engine.start.kernels : null;
  return {
    image: photo.name,
    question: question.text,
    n: photo.n,
    d: photo.d,
    device: device && { kind: device.kind, adapter: device.adapter },
    budgets,
    methods: methods.map((method, index) => {
      const entry = entries[index];
      return { ...method, parameters: resolveParameters(entry, parameters), ...(entry.question === null ? {} : { question: entry.question }) };
    }),
  };
}

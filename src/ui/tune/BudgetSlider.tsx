import { useMemo } from 'react';
import type { ParameterRange } from '../../core/script/scriptParameters.ts';
import { STARTER_TOKENS } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { formatPercent } from '../format.ts';
import { BudgetStops } from './BudgetStops.tsx';
import { gainPath } from './chartPaths.ts';
import { ParameterSlider } from './ParameterSlider.tsx';
import { TrackChart } from './TrackChart.tsx';

/** m over the gains of the greedy order, with k* and the paper's budgets. */
export function BudgetSlider() {
  const { controller } = useServices();
  const isReady = useAppState((state) => state.shown !== null);
  const n = useAppState((state) => state.shown?.selection.n ?? STARTER_TOKENS);
  const budget = useAppState((state) => Math.min(state.settings.parameters.budget, n));
  const range = useMemo(() => ({ min: 1, max: Math.max(n, 2), step: 1 }), [n]);
  return (
    <div className="budget">
      <ParameterSlider
        label="Budget m"
        hint="Tokens the LLM gets. Curve: √gain per pick."
        value={budget}
        range={range}
        format={String}
        remark={isReady ? `−${formatPercent(1 - budget / n)}` : ' '}
        onChange={(value) => controller.setParameters({ budget: value })}
        chart={<GainChart budget={budget} range={range} />}
      />
      <BudgetStops n={n} budget={budget} />
    </div>
  );
}

/** Follows every selection; the slider around it does not have to. */
function GainChart({ budget, range }: { budget: number; range: ParameterRange }) {
  const selection = useAppState((state) => state.shown?.selection ?? null);
  const path = useMemo(() => (selection ? gainPath(selection.trace.gains, range) : ''), [selection, range]);
  const place = (value: number) => (value - range.min) / (range.max - range.min);
  const marks = selection ? [{ at: place(Math.max(1, selection.kStar)), label: `k* ${selection.kStar}` }] : [];
  return <TrackChart path={path} cut={place(budget)} active="left" tone="accent" marks={marks} />;
}

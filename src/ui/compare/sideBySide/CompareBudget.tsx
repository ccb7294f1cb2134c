/**
 * The page's budget, which all compared methods share, beside their maps.
 */
import type { Shown } from '../../../state/store.ts';
import { useAppState, useServices } from '../../AppContext.ts';
import { formatPercent } from '../../format.ts';
import { BudgetStops } from '../../tune/BudgetStops.tsx';
import { ParameterSlider } from '../../tune/ParameterSlider.tsx';

export function CompareBudget({ shown: { photo } }: { shown: Shown }) {
  const { controller } = useServices();
  const { n } = photo;
  const budget = useAppState((state) => Math.min(state.settings.parameters.budget, n));
  return (
    <div className="compare-budget">
      <ParameterSlider
        label="Budget m of all methods"
        hint="Tokens that the language model gets from each method."
        value={budget}
        range={{ min: 1, max: Math.max(n, 2), step: 1 }}
        format={String}
        remark={`−${formatPercent(1 - budget / n)}`}
        onChange={(value) => controller.setParameters({ budget: value })}
      />
      <BudgetStops n={n} budget={budget} />
    </div>
  );
}

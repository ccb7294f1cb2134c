/**
 * The parameters of Script. On a phone they live in a drawer under the panel, which stays in view.
 */
import { useState } from 'react';
import { Button } from 'react-aria-components';
import { PARAMETER_RANGES } from '../../core/script/scriptParameters.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { formatNumber } from '../format.ts';
import { BudgetSlider } from './BudgetSlider.tsx';
import { MoreSettings, ResetButton } from './MoreSettings.tsx';
import { ParameterSlider } from './ParameterSlider.tsx';
import { Presets } from './Presets.tsx';
import { PruneRatioSlider } from './PruneRatioSlider.tsx';
import { ThresholdSlider } from './ThresholdSlider.tsx';

export function TuneSection() {
  const [open, setOpen] = useState(false);
  const toggle = () => {
    // The panel has to be above the drawer, where the person sees what a slider does.
    if (!open) document.querySelector('.panels')?.scrollIntoView();
    setOpen(!open);
  };
  return (
    <section className="tune" aria-labelledby="tune-title" data-open={open || undefined}>
      <div className="tune-head">
        <h2 id="tune-title" className="section-title">
          Tune
        </h2>
        <ResetButton />
        <Button className="button drawer-button" aria-expanded={open} onPress={toggle}>
          {open ? 'Close' : 'Tune τ, γ, p, m'}
        </Button>
      </div>
      <div className="tune-body">
        <BudgetSlider />
        <ThresholdSlider />
        <GammaSlider />
        <PruneRatioSlider />
        <Presets />
        <MoreSettings />
      </div>
    </section>
  );
}

function GammaSlider() {
  const { controller } = useServices();
  const gamma = useAppState((state) => state.settings.parameters.gamma);
  return (
    <ParameterSlider
      label="Gamma γ"
      hint="How much mean similarity counts (Eq. 9)."
      value={gamma}
      range={PARAMETER_RANGES.gamma}
      format={(value) => formatNumber(value, 1)}
      onChange={(value) => controller.setParameters({ gamma: value })}
    />
  );
}

/**
 * The settings behind the four sliders: numerical stability, and the places where readings of the paper differ.
 */
import type { ReactNode } from 'react';
import { Button, Disclosure, DisclosurePanel, Heading, Switch } from 'react-aria-components';
import type { ScriptParameters } from '../../core/script/scriptSelection.ts';
import type { EncoderDescription } from '../../encoders/encoder.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { EncoderOptions } from './EncoderOptions.tsx';
import { ParameterSlider } from './ParameterSlider.tsx';

/** Decimal exponents of epsilon. */
const EPSILON_RANGE = { min: -8, max: -3, step: 0.5 };

export function MoreSettings() {
  const { controller } = useServices();
  const description = useAppState((state) => state.encoder.description);
  const views = useAppState((state) => state.shown?.photo.layout.views.length ?? 1);
  const change = controller.setParameters;
  return (
    <Disclosure className="more">
      <Heading level={3}>
        <Button slot="trigger" className="disclosure-button">
          More settings
        </Button>
      </Heading>
      <DisclosurePanel className="more-body">
        <EncoderOptions />
        <SettingSwitch
          label="Invert relevance"
          hint={describeInversion(description)}
          read={({ invert }) => invert}
          onChange={(invert) => change({ invert })}
        />
        <SettingSwitch
          label="Query vector: mean of token states (Eq. 3)"
          hint="Off: the text model’s own pooled embedding, where there is one."
          read={({ querySource }) => querySource === 'mean'}
          onChange={(mean) => change({ querySource: mean ? 'mean' : 'pooled' })}
        />
        <SettingSwitch
          label="Relevance exponent ½ (Eq. 5)"
          hint="Off: L̃ = diag(r) S diag(r) as in Sec. 4.2, exponent 1."
          read={({ relevanceExponent }) => relevanceExponent === 0.5}
          onChange={(half) => change({ relevanceExponent: half ? 0.5 : 1 })}
        />
        <SettingSwitch
          label="Full graph (Table 1)"
          hint="Off: the bipartite graph, even tokens against odd ones (Sec. 4.1)."
          read={({ graph }) => graph === 'full'}
          onChange={(full) => change({ graph: full ? 'full' : 'bipartite' })}
        />
        {views > 1 && (
          <SettingSwitch
            label="Select within each view"
            hint={`On: each of the ${views} views gets its share of the budget, as LLaVA codes do for tiles and frames. Off: one selection over all.`}
            read={({ scope }) => scope === 'per-view'}
            onChange={(perView) => change({ scope: perView ? 'per-view' : 'joint' })}
          />
        )}
        <EpsilonSlider />
      </DisclosurePanel>
    </Disclosure>
  );
}

function EpsilonSlider() {
  const { controller } = useServices();
  const epsilon = useAppState((state) => state.settings.parameters.epsilon);
  return (
    <ParameterSlider
      label="Epsilon ε"
      hint="Added under the square root of Eq. 11 for numerical stability; logarithmic."
      value={Math.log10(epsilon)}
      range={EPSILON_RANGE}
      format={(value) => (10 ** value).toExponential(Number.isInteger(value) ? 0 : 1).replace('-', '−')}
      onChange={(value) => controller.setParameters({ epsilon: Number((10 ** value).toPrecision(3)) })}
    />
  );
}

/** What the switch does, and what the model at hand has to say to it. */
function describeInversion(encoder: EncoderDescription | null): string {
  const meaning = 'Rank tokens unlike the question first.';
  if (!encoder) {
    return `${meaning} CLIP’s patch–text cosines are known to be inverted, and public CLIP codes negate them; the paper does not.`;
  }
  return `${meaning} ${encoder.invert.default ? 'On' : 'Off'} by default for ${encoder.title}. ${encoder.invert.reason}`;
}

interface SettingSwitchProps {
  label: string;
  hint: ReactNode;
  read: (parameters: ScriptParameters) => boolean;
  onChange: (value: boolean) => void;
}

function SettingSwitch({ label, hint, read, onChange }: SettingSwitchProps) {
  const value = useAppState((state) => read(state.settings.parameters));
  return (
    <div className="setting">
      <Switch className="switch" isSelected={value} onChange={onChange}>
        <span className="switch-track" aria-hidden="true" />
        {label}
      </Switch>
      <p className="hint">{hint}</p>
    </div>
  );
}

export function ResetButton() {
  const { controller } = useServices();
  return (
    <Button className="button small quiet" onPress={controller.resetParameters}>
      Reset
    </Button>
  );
}

/**
 * The control that a parameter's schema asks for: a slider, a choice or a switch.
 */
import { Switch } from 'react-aria-components';
import type { NumberParameter, Parameter, ParameterValue } from '../../core/methods/parameters.ts';
import { Choice } from '../Choice.tsx';
import { formatNumber } from '../format.ts';
import { ParameterSlider } from '../tune/ParameterSlider.tsx';

interface ParameterControlProps {
  parameter: Parameter;
  value: ParameterValue;
  onChange: (value: ParameterValue) => void;
}

export function ParameterControl({ parameter, value, onChange }: ParameterControlProps) {
  const { title, symbol, explanation } = parameter;
  const label = symbol === undefined ? title : `${title} ${symbol}`;
  switch (parameter.kind) {
    case 'number':
      return <NumberControl parameter={parameter} label={label} value={Number(value)} onChange={onChange} />;
    case 'choice':
      return (
        <div className="setting">
          <Choice label={label} value={String(value)} options={parameter.options} onChange={onChange} />
          <p className="hint">{explanation}</p>
        </div>
      );
    case 'switch':
      return (
        <div className="setting">
          <Switch className="switch" isSelected={value === true} onChange={onChange}>
            <span className="switch-track" aria-hidden="true" />
            {label}
          </Switch>
          <p className="hint">{explanation}</p>
        </div>
      );
    default:
      return parameter satisfies never;
  }
}

interface NumberControlProps {
  parameter: NumberParameter;
  label: string;
  value: number;
  onChange: (value: number) => void;
}

/** Steps of a logarithmic slider, in powers of ten. */
const LOGARITHMIC_STEP = 0.5;

function NumberControl({ parameter, label, value, onChange }: NumberControlProps) {
  const { min, max, step, explanation } = parameter;
  if (parameter.isLogarithmic) {
    return (
      <ParameterSlider
        label={label}
        hint={explanation}
        value={Math.log10(value)}
        range={{ min: Math.log10(min), max: Math.log10(max), step: LOGARITHMIC_STEP }}
        format={(power) => (10 ** power).toExponential(Number.isInteger(power) ? 0 : 1).replace('-', '−')}
        onChange={(power) => onChange(Number((10 ** power).toPrecision(3)))}
      />
    );
  }
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return <ParameterSlider label={label} hint={explanation} value={value} range={{ min, max, step }} format={(shown) => formatNumber(shown, digits)} onChange={onChange} />;
}

/**
 * One parameter as a slider: name, value, what it does, and where it helps a chart whose cut line is the handle.
 */
import type { ReactNode } from 'react';
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import type { ParameterRange } from '../../core/script/scriptParameters.ts';
import { useServices } from '../AppContext.ts';

export interface ParameterSliderProps {
  label: string;
  /** What the parameter does, in the paper's words. */
  hint: ReactNode;
  value: number;
  range: ParameterRange;
  format: (value: number) => string;
  onChange: (value: number) => void;
  /** Live remark beside the value, such as the share that is cut. */
  remark?: ReactNode;
  /** Drawn over the whole track, in the same horizontal scale as the slider. */
  chart?: ReactNode;
}

export function ParameterSlider(props: ParameterSliderProps) {
  const { label, hint, value, range, format, onChange, remark, chart } = props;
  const { controller } = useServices();
  return (
    <Slider
      className="parameter"
      value={value}
      minValue={range.min}
      maxValue={range.max}
      step={range.step}
      onChange={onChange}
      onChangeEnd={() => controller.endChange()}
    >
      <div className="parameter-head">
        <Label className="field-label">{label}</Label>
        {remark !== undefined && <span className="remark">{remark}</span>}
        <SliderOutput className="value">{format(value)}</SliderOutput>
      </div>
      <SliderTrack className="track" data-chart={chart !== undefined || undefined}>
        {chart}
        <div className="rail" />
        <SliderThumb className="thumb" />
      </SliderTrack>
      <p className="hint">{hint}</p>
    </Slider>
  );
}

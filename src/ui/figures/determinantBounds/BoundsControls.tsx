/**
 * What the person can set: the sets of the chart, and the picture in space.
 */
import { memo } from 'react';
import { Button, Label, Slider, SliderOutput, SliderThumb, SliderTrack, Switch } from 'react-aria-components';
import { Choice } from '../../Choice.tsx';
import type { VerticalScale } from './boundsScales.ts';
import { TRIPLE_TITLES } from './chooseTriple.ts';
import type { SetKind, TripleKind } from './determinantBoundsText.ts';
import { LARGEST_SET, SMALLEST_SET } from './useBoundsAnalysis.ts';
import { usePrefersCalm } from './usePrefersCalm.ts';

export interface BoundsSettings {
  k: number;
  kind: SetKind;
  /** Of everything that is drawn at random. */
  seed: number;
  vertical: VerticalScale;
  triple: TripleKind;
  /** Vectors as long as their relevance, instead of unit vectors. */
  weighted: boolean;
  isTurning: boolean;
}

/** k as in the paper's Figure 6. */
export const FIRST_SETTINGS: BoundsSettings = { k: 5, kind: 'picks', seed: 1, vertical: 'log', triple: 'set', weighted: false, isTurning: false };

const SET_TITLES: Record<SetKind, string> = {
  picks: 'first greedy picks',
  kept: 'first kept tokens, row by row',
  random: 'random tokens of the photo',
  similar: 'similar tokens, from the nearest pair on',
};

interface BoundsControlsProps {
  settings: BoundsSettings;
  /** How many tokens have a direction. */
  directions: number;
  onChange: (change: Partial<BoundsSettings>) => void;
}

/** Left as they are while the picture in space turns. */
export const BoundsControls = memo(function BoundsControls({ settings, directions, onChange }: BoundsControlsProps) {
  const prefersCalm = usePrefersCalm();
  const most = Math.max(SMALLEST_SET, Math.min(LARGEST_SET, directions));
  return (
    <>
      <Slider className="bounds-slider" value={Math.min(settings.k, most)} minValue={SMALLEST_SET} maxValue={most} step={1} onChange={(k) => onChange({ k })}>
        <Label className="field-label">k</Label>
        <SliderTrack className="track">
          <div className="rail" />
          <SliderThumb className="thumb" />
        </SliderTrack>
        <SliderOutput className="value">{Math.min(settings.k, most)}</SliderOutput>
      </Slider>
      <Choice<SetKind> label="Live set" value={settings.kind} options={toOptions(SET_TITLES)} onChange={(kind) => onChange({ kind })} />
      <Choice<VerticalScale>
        label="det axis"
        value={settings.vertical}
        options={[
          { value: 'log', title: 'logarithmic' },
          { value: 'linear', title: 'linear' },
        ]}
        onChange={(vertical) => onChange({ vertical })}
      />
      <Button className="button small" onPress={() => onChange({ seed: settings.seed + 1 })}>
        Draw again at random
      </Button>
      <Choice<TripleKind> label="In space" value={settings.triple} options={toOptions(TRIPLE_TITLES)} onChange={(triple) => onChange({ triple })} />
      <Toggle label="Edges as long as r" isOn={settings.weighted} onChange={(weighted) => onChange({ weighted })} />
      {!prefersCalm && <Toggle label="Turn slowly" isOn={settings.isTurning} onChange={(isTurning) => onChange({ isTurning })} />}
    </>
  );
});

function Toggle({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }) {
  return (
    <Switch className="switch" isSelected={isOn} onChange={onChange}>
      <span className="switch-track" aria-hidden="true" />
      {label}
    </Switch>
  );
}

function toOptions<Value extends string>(titles: Record<Value, string>): { value: Value; title: string }[] {
  return (Object.entries(titles) as [Value, string][]).map(([value, title]) => ({ value, title }));
}

/**
 * How the panels are drawn: opacity, colours, the even / odd split, fates.
 */
import { Group, Label, Slider, SliderThumb, SliderTrack, Switch } from 'react-aria-components';
import {
  COLOUR_MAP_NAMES,
  REDUNDANCY_MAPS,
  type ColourMapName,
  type RedundancyMap,
} from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';
import { describeParity } from '../paint/describeParity.ts';
import { COLOUR_MAP_TITLES } from '../paint/colourMaps.ts';
import { ViewPicker } from './ViewPicker.tsx';

const REDUNDANCY_TITLES: Record<RedundancyMap, string> = {
  rank: 'Rank of the score',
  score: 'Score, Eq. 9',
  degree: 'Degree d(t)',
  mean: 'Mean similarity μ',
};

export function ViewToolbar() {
  const { controller } = useServices();
  const view = useAppState((state) => state.settings.view);
  const cols = useAppState((state) => state.shown?.photo.layout.views[0]?.cols ?? null);
  return (
    <Group className="toolbar" aria-label="View">
      <ViewPicker />
      <Slider
        className="opacity"
        value={view.opacity}
        minValue={0}
        maxValue={1}
        step={0.05}
        formatOptions={{ style: 'percent' }}
        onChange={(opacity) => controller.setView({ opacity })}
      >
        <Label className="field-label">Opacity</Label>
        <SliderTrack className="track">
          <div className="rail" />
          <SliderThumb className="thumb" />
        </SliderTrack>
      </Slider>
      <Choice<ColourMapName>
        label="Colours"
        value={view.colourMap}
        options={COLOUR_MAP_NAMES.map((name) => ({ value: name, title: COLOUR_MAP_TITLES[name] }))}
        onChange={(colourMap) => controller.setView({ colourMap })}
      />
      <Switch className="switch" isSelected={view.showParity} onChange={(showParity) => controller.setView({ showParity })}>
        <span className="switch-track" aria-hidden="true" />
        Even / odd split
      </Switch>
      <Switch
        className="switch"
        isSelected={view.colourByFate}
        onChange={(colourByFate) => controller.setView({ colourByFate })}
      >
        <span className="switch-track" aria-hidden="true" />
        Colour fates
      </Switch>
      {view.showParity && cols !== null && <p className="hint parity-note">{describeParity(cols)}</p>}
    </Group>
  );
}

export function RedundancyMapPicker() {
  const { controller } = useServices();
  const value = useAppState((state) => state.settings.view.redundancyMap);
  return (
    <Choice<RedundancyMap>
      label="Redundancy map"
      hideLabel
      value={value}
      options={REDUNDANCY_MAPS.map((kind) => ({ value: kind, title: REDUNDANCY_TITLES[kind] }))}
      onChange={(redundancyMap) => controller.setView({ redundancyMap })}
    />
  );
}

/**
 * Published settings of tau and gamma, and a proposal for the image at hand.
 */
import { useMemo } from 'react';
import { Button, Group } from 'react-aria-components';
import { PARAMETER_RANGES, PRESETS } from '../../core/script/scriptParameters.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { suggestThreshold } from '../insight/similarityHistogram.ts';

export function Presets() {
  return (
    <Group className="presets" aria-label="Presets of τ and γ">
      {PRESETS.map((preset) => (
        <PresetButton key={preset.title} preset={preset} />
      ))}
      <SuggestionButton />
      <p className="hint">The suggestion leaves a token connected to about a tenth of the other side.</p>
    </Group>
  );
}

function PresetButton({ preset: { title, threshold, gamma } }: { preset: (typeof PRESETS)[number] }) {
  const { controller } = useServices();
  const isCurrent = useAppState(({ settings: { parameters } }) => parameters.threshold === threshold && parameters.gamma === gamma);
  return (
    <Button className="preset" data-current={isCurrent || undefined} onPress={() => controller.setParameters({ threshold, gamma })}>
      {title}{' '}
      <span className="detail">
        (τ {threshold}, γ {gamma})
      </span>
    </Button>
  );
}

function SuggestionButton() {
  const { controller } = useServices();
  const histogram = useAppState((state) => state.shown?.photo.similarityHistogram ?? null);
  const suggested = useMemo(() => histogram && suggestThreshold(histogram, PARAMETER_RANGES.threshold), [histogram]);
  const isCurrent = useAppState((state) => suggested === state.settings.parameters.threshold);
  return (
    <Button
      className="preset"
      isDisabled={suggested === null}
      data-current={isCurrent || undefined}
      onPress={() => suggested !== null && controller.setParameters({ threshold: suggested })}
    >
      Suggest τ from this image {suggested !== null && <span className="detail">({suggested.toFixed(2)})</span>}
    </Button>
  );
}

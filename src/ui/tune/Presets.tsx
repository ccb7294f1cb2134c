/**
 * Published settings of tau and gamma, and a proposal for the image at hand.
 */
import { Button, Group } from 'react-aria-components';
import { PARAMETER_RANGES, PRESETS } from '../../core/script/scriptParameters.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { suggestThreshold } from '../insight/similarityHistogram.ts';

export function Presets() {
  const { controller } = useServices();
  const threshold = useAppState((state) => state.settings.parameters.threshold);
  const gamma = useAppState((state) => state.settings.parameters.gamma);
  const histogram = useAppState((state) => state.shown?.photo.similarityHistogram ?? null);
  const suggested = histogram ? suggestThreshold(histogram, PARAMETER_RANGES.threshold) : null;
  return (
    <Group className="presets" aria-label="Presets of τ and γ">
      {PRESETS.map((preset) => (
        <Button
          key={preset.title}
          className="preset"
          data-current={(preset.threshold === threshold && preset.gamma === gamma) || undefined}
          onPress={() => controller.setParameters({ threshold: preset.threshold, gamma: preset.gamma })}
        >
          {preset.title}{' '}
          <span className="detail">
            (τ {preset.threshold}, γ {preset.gamma})
          </span>
        </Button>
      ))}
      <Button
        className="preset"
        isDisabled={suggested === null}
        data-current={suggested === threshold || undefined}
        onPress={() => suggested !== null && controller.setParameters({ threshold: suggested })}
      >
        Suggest τ from this image {suggested !== null && <span className="detail">({suggested.toFixed(2)})</span>}
      </Button>
      <p className="hint">The suggestion leaves a token connected to about a tenth of the other side.</p>
    </Group>
  );
}

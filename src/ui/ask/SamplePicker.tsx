/**
 * The bundled photos as thumbnails, with the credits of the one that is shown.
 */
import { ToggleButton, ToggleButtonGroup, Tooltip, TooltipTrigger } from 'react-aria-components';
import { sampleAddress } from '../../state/samples.ts';
import { useAppState, useServices } from '../AppContext.ts';

export function SamplePicker() {
  const { controller } = useServices();
  const samples = useAppState((state) => state.samples);
  const chosen = useAppState((state) => state.shown?.photo.sample ?? null);
  const credits = samples.find(({ id }) => id === chosen);
  return (
    <div className="samples">
      <ToggleButtonGroup
        className="thumbnails"
        aria-label="Sample photos"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={chosen === null ? [] : [chosen]}
        onSelectionChange={(keys) => {
          const [id] = keys;
          if (id !== undefined) void controller.openSample(String(id));
        }}
      >
        {samples.map((sample) => (
          <TooltipTrigger key={sample.id} delay={400}>
            <ToggleButton id={sample.id} className="thumbnail" aria-label={sample.title}>
              <img src={sampleAddress(sample)} alt="" loading="lazy" decoding="async" />
            </ToggleButton>
            <Tooltip className="tooltip">{sample.title}</Tooltip>
          </TooltipTrigger>
        ))}
      </ToggleButtonGroup>
      <p className="hint credits">{credits ? `${credits.title}. ${credits.author}, ${credits.licence}.` : ' '}</p>
    </div>
  );
}

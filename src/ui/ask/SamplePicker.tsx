/**
 * A photo of one's own or one of the bundled ones, and the credits of the one that is shown.
 */
import type { ChangeEvent } from 'react';
import { Button, ToggleButton, ToggleButtonGroup, Tooltip, TooltipTrigger } from 'react-aria-components';
import { sampleAddress } from '../../state/samples.ts';
import { VIDEO_FILE_ENDINGS } from '../../media/videoFormat.ts';
import { TOKEN_FILE_ENDINGS } from '../../state/sources.ts';
import { useAppState, useServices } from '../AppContext.ts';

const ACCEPTED = [
  'image/jpeg,image/png,image/webp,image/avif,image/gif',
  '.jpg,.jpeg,.png,.webp,.avif,.gif',
  'video/mp4,video/webm,video/quicktime',
  ...VIDEO_FILE_ENDINGS,
  ...TOKEN_FILE_ENDINGS,
].join(',');

export function SamplePicker() {
  const { controller } = useServices();
  const samples = useAppState((state) => state.samples);
  const photo = useAppState((state) => state.shown?.photo ?? null);
  const chosen = photo?.sample ?? null;
  const shown = samples.find(({ id }) => id === chosen);
  const credits = shown ? `${shown.title}. ${shown.author}, ${shown.licence}` : (photo?.name ?? ' ');
  return (
    <div className="samples">
      <div className="thumbnails">
        <ImagePicker />
        <ToggleButtonGroup
          className="thumbnail-group"
          aria-label="Sample photos"
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={chosen === null ? [] : [chosen]}
          onSelectionChange={([id]) => {
            if (id !== undefined) void controller.openSample(String(id));
          }}
        >
          {samples.map((sample) => (
            <TooltipTrigger key={sample.id} delay={400}>
              <ToggleButton id={sample.id} className="thumbnail" aria-label={sample.title}>
                <img src={sampleAddress(sample)} alt="" decoding="async" />
              </ToggleButton>
              <Tooltip className="tooltip">{sample.title}</Tooltip>
            </TooltipTrigger>
          ))}
        </ToggleButtonGroup>
      </div>
      <p className="hint credits" title={credits}>
        {credits}
      </p>
      <p className="hint">
        Or drop or paste a photo or video, or{' '}
        <Button className="text-button" onPress={() => controller.showDialog('own-tokens')}>
          tokens of your own model
        </Button>
        . Nothing leaves this machine.
      </p>
    </div>
  );
}

function ImagePicker() {
  const { controller } = useServices();
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // Forgotten at once, so that choosing the same file again opens it again.
    event.target.value = '';
    void controller.openFiles(files);
  };
  return (
    <label className="thumbnail own-photo">
      <input className="visually-hidden" type="file" multiple aria-label="Image" accept={ACCEPTED} onChange={choose} />
      <span className="plus" aria-hidden="true" />
      Your photo
    </label>
  );
}

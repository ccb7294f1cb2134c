/**
 * The choice of an encoder: the models there are, the person's own files, and what is kept on this device.
 */
import { useEffect } from 'react';
import { useAppState, useServices } from '../AppContext.ts';
import { ModalDialog } from '../ModalDialog.tsx';
import { HubAddressField } from './HubAddressField.tsx';
import { ModelTable } from './ModelTable.tsx';
import { OpeningLine } from './OpeningLine.tsx';
import { OwnModelFiles } from './OwnModelFiles.tsx';
import { StoredModels } from './StoredModels.tsx';

export function EncoderDialog() {
  return (
    <ModalDialog name="encoder" title="Encoder" foot={<OpeningLine />}>
      <Content />
    </ModalDialog>
  );
}

function Content() {
  const { controller } = useServices();
  const models = useAppState((state) => state.encoder.models);
  const provenance = useAppState((state) => state.shown?.photo.provenance ?? null);
  useEffect(() => void controller.encoders.listModels(), [controller]);
  return (
    <>
      <p>
        The encoder turns the photo into the tokens that are pruned. Nothing is requested before you press “Use”; a model that is not on
        this device is then downloaded once and works offline afterwards.
      </p>
      {models ? <ModelTable models={models.models} /> : <p className="hint">Looking for models on this device…</p>}
      <CurrentNotes />
      <div className="dialog-columns">
        <OwnModelFiles />
        <StoredModels />
        <HubAddressField />
      </div>
      {provenance && <p className="hint">On screen: {provenance}.</p>}
    </>
  );
}

/** What the files of the encoder in use cannot give. */
function CurrentNotes() {
  const description = useAppState((state) => state.encoder.description);
  if (!description || description.notes.length === 0) return null;
  return (
    <ul className="remarks" aria-label={`About ${description.title}`}>
      {description.notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  );
}

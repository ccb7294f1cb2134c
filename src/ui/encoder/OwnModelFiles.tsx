/**
 * A model from the person's own disk, so that no hub is needed at all.
 */
import type { ChangeEvent } from 'react';
import { useAppState } from '../AppContext.ts';
import { useChooseEncoder } from './useChooseEncoder.ts';

const ACCEPTED = '.onnx,.json';

export function OwnModelFiles() {
  const open = useChooseEncoder();
  const options = useAppState((state) => state.settings.encoder.options);
  const isInUse = useAppState((state) => state.encoder.choice.kind === 'files');
  const title = useAppState((state) => state.encoder.description?.title ?? '');
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])].map((file) => ({ name: file.name, file }));
    // Forgotten at once, so that choosing the same files again opens them again.
    event.target.value = '';
    if (files.length > 0) open({ kind: 'files', files, options });
  };
  return (
    <section className="dialog-part" aria-labelledby="own-model-title">
      <h3 id="own-model-title" className="field-label">
        Your own model
      </h3>
      <p className="hint">
        All at once: the vision encoder as .onnx and preprocessor_config.json; for questions also the text encoder as .onnx, tokenizer.json
        and config.json. They stay on this machine.
      </p>
      <label className="button small file-button">
        <input className="visually-hidden" type="file" multiple aria-label="Model files" accept={ACCEPTED} onChange={choose} />
        Open model files…
      </label>
      {isInUse && (
        <p className="hint">
          In use: <strong>{title}</strong>
        </p>
      )}
    </section>
  );
}

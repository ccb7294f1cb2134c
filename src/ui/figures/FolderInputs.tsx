/**
 * Buttons that choose a folder, or some images, for figures that are computed over many.
 */
import type { ChangeEvent } from 'react';

export function FolderInputs({ onFiles }: { onFiles: (files: File[]) => void }) {
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])];
    // Forgotten at once, so that choosing the same folder again reads it again.
    event.target.value = '';
    if (files.length > 0) onFiles(files);
  };
  return (
    <>
      <label className="button small file-button">
        <input className="visually-hidden" ref={askForFolder} type="file" multiple aria-label="Folder of images" onChange={choose} />
        Folder of images …
      </label>
      <label className="button small file-button">
        <input className="visually-hidden" type="file" multiple accept="image/*" aria-label="Several images" onChange={choose} />
        Several images …
      </label>
    </>
  );
}

/** The attribute has no name in React's types. */
function askForFolder(input: HTMLInputElement | null): void {
  if (input) input.webkitdirectory = true;
}

/**
 * "Export JSON": the selection on screen as a file.
 */
import { toExport } from '../../core/exportResult.ts';
import type { AppState } from '../../state/store.ts';
import { saveFile } from '../saveFile.ts';

/** Saves the selection that is shown; nothing happens before there is one. */
export function downloadExport({ shown, engine }: AppState): void {
  if (!shown || engine.status !== 'ready') return;
  const { photo, question, parameters, selection } = shown;
  const content = toExport(selection, {
    d: photo.d,
    device: engine.start.kernels,
    parameters,
    question: question.text,
    image: photo.name,
    layout: photo.layout,
  });
  const file = new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' });
  saveFile(`${photo.name.replace(/\.[^.]+$/, '')}-script-${selection.indices.length}.json`, file);
}

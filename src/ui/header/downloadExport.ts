/**
 * "Export JSON": the selection on screen as a file.
 */
import { toExport } from '../../core/exportResult.ts';
import type { AppState } from '../../state/store.ts';

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
  const address = URL.createObjectURL(new Blob([JSON.stringify(content, null, 1)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${photo.name.replace(/\.[^.]+$/, '')}-script-${selection.indices.length}.json`;
  link.click();
  // The browser has taken the file once the click is through; the address is let go after that.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

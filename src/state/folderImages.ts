/**
 * Folders of images: which files are images, and the tokens of one image at a time.
 */
import type { EngineClient } from '../engine/client.ts';
import type { EncodeImageResult } from '../engine/protocol.ts';
import type { LayoutName } from '../core/tokenLayouts.ts';

const IMAGE_ENDINGS = /\.(jpe?g|png|webp|avif|gif|bmp)$/i;

/** The images among the files of a folder, in the order of their paths, and how many files are none. */
export function listImages(files: readonly File[]): { images: File[]; otherFiles: number } {
  const images = files.filter(isImage).toSorted((a, b) => pathOf(a).localeCompare(pathOf(b), 'en', { numeric: true }));
  return { images, otherFiles: files.length - images.length };
}

/** Hidden files, such as the thumbnails that some systems leave in folders, are none. */
function isImage({ name, type }: File): boolean {
  return !name.startsWith('.') && (type.startsWith('image/') || IMAGE_ENDINGS.test(name));
}

function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

/** What stays of an image that nobody looks at. */
export type EncodedFile = Pick<EncodeImageResult, 'tokenSetId' | 'n' | 'layout'>;

/**
 * Encodes a file to tokens that the worker holds until `releaseTokens`.
 * @throws SupersededError if it was stopped, EngineError in one sentence if it cannot be encoded
 */
export async function encodeFile(client: EngineClient, file: File, tokenLayout: LayoutName, signal: AbortSignal): Promise<EncodedFile> {
  const { tokenSetId, n, layout, bitmap } = await client.request('encodeImage', { file, name: file.name, tokenLayout }, { lane: 'folder', signal });
  bitmap.close();
  return { tokenSetId, n, layout };
}

/** Lets go of tokens; an engine that has ended holds none any more. */
export function releaseTokens(client: EngineClient, tokenSetId: string): void {
  client.request('release', { tokenSetId }, { lane: `release ${tokenSetId}` }).catch(() => undefined);
}

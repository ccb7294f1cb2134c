/**
 * What files that were dropped, picked or pasted are: a photo, a video, or own tokens with or without a photo to lay them
 * over.
 */
import { DEFAULT_SAMPLING, type FrameSampling } from '../media/sampleTimes.ts';
import { isVideoFile } from '../media/videoFormat.ts';
import type { Source } from './engineTasks.ts';

export const TOKEN_FILE_ENDINGS = ['.npy', '.npz', '.safetensors'];

function isTokenFile({ name }: { name: string }): boolean {
  return TOKEN_FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
}

/**
 * One source for several files; of several photos and videos the first counts, and beside tokens a photo only. A file of
 * another kind counts as a photo only where there is neither, so that whoever opens it says why it is refused. Videos are
 * known by their content. Null for no files.
 * @param sampling which frames a video is opened with
 */
export async function sortFiles(files: readonly File[], sampling: FrameSampling = DEFAULT_SAMPLING): Promise<Source | null> {
  const tokens = files.filter(isTokenFile);
  const others = await Promise.all(
    files.filter((file) => !isTokenFile(file)).map(async (file) => ({ file, isVideo: await isVideoFile({ name: file.name, file }) })),
  );
  const isPhoto = ({ file, isVideo }: (typeof others)[number]) => !isVideo && file.type.startsWith('image/');
  if (tokens.length > 0) {
    const photo = others.find(isPhoto) ?? others.find(({ isVideo }) => !isVideo);
    return { kind: 'tokens', files: tokens.map(nameFile), photo: photo ? nameFile(photo.file) : null };
  }
  const chosen = others.find((other) => other.isVideo || isPhoto(other)) ?? others[0];
  if (!chosen) return null;
  if (chosen.isVideo) return { kind: 'video', ...nameFile(chosen.file), sampling };
  return { kind: 'photo', ...nameFile(chosen.file), sample: null };
}

function nameFile(file: File): { name: string; file: Blob } {
  return { name: file.name || 'pasted image', file };
}

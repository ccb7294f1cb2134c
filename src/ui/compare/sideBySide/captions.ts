import { hasFace, type MapFace } from './mapFaces.ts';
import type { ShownRun } from './shownRuns.ts';

const FACES: Record<MapFace, string> = {
  kept: 'Each map shows the tokens that a method keeps; dropped ones fade to the page.',
  roles: 'Kept tokens are tinted by the part they play in their method; the key stands below each map.',
  groups: 'Tokens that were merged share a frame and one colour, the mean of what they cover; a dot marks the token that took the others in.',
  ranking: 'Colours show the value that a method ranks tokens by, lines surround what it keeps.',
};

/** What the figure shows, and what its numbers leave out. */
export function writeCaption(runs: readonly ShownRun[], face: MapFace, hasPair: boolean): string {
  const sentences = ['All methods see the same photo, the same tokens and the same budget m.', FACES[face]];
  if (runs.some(({ selection }) => selection !== null && !hasFace(face, selection))) sentences.push('Methods without that show their kept tokens.');
  if (runs.some(({ selection }) => (selection?.extraTokens.length ?? 0) > 0)) {
    sentences.push('Extra tokens, such as a mean of dropped ones, count towards the budget; they belong to no place in the photo, and no overlap counts them.');
  }
  if (runs.some(({ selection }) => (selection?.standIns.length ?? 0) > 0)) {
    sentences.push('A diamond marks an input that stands in for the one a method is defined on: such a map is not what the method would keep with its own.');
  }
  if (hasPair) sentences.push('IoU is the number of tokens that both keep over the number that either keeps.');
  sentences.push('The paper’s Figure 1 compares kinds of methods on photos of its own, with attention and divergence taken from a language model.');
  return sentences.join(' ');
}

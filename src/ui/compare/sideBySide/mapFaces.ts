/**
 * The ways in which a map can show a selection, and the colours of its tokens in each.
 */
import { rgb } from 'd3';
import type { Selection } from '../../../core/methods/method.ts';
import { FATE_STYLES, keptMask } from '../../paint/fateColours.ts';
import { fadePixels, type Rgb } from '../../paint/layers.ts';
import type { MarkShape } from './tokenMarks.ts';

export const MAP_FACES = ['kept', 'roles', 'groups', 'ranking'] as const;
export type MapFace = (typeof MAP_FACES)[number];

export const FACE_TITLES: Record<MapFace, string> = {
  kept: 'Kept tokens',
  roles: 'Roles of kept tokens',
  groups: 'Merge groups',
  ranking: 'What it ranks by',
};

export const RANKING_SCALES = ['percentile', 'range'] as const;
export type RankingScale = (typeof RANKING_SCALES)[number];

/** Roles in the order in which a method names them; every one but the first also has a mark of its own. */
export const ROLE_STYLES: readonly { rgb: Rgb; mark: MarkShape | null }[] = [
  { rgb: FATE_STYLES.both.rgb, mark: null },
  { rgb: [230, 159, 0], mark: 'dot' },
  { rgb: FATE_STYLES.extended.rgb, mark: 'slash' },
  { rgb: [204, 121, 167], mark: 'backslash' },
];

/** Share of a hue over the photo. */
const TINT = 0.55;

/** Whether a selection has what a face shows; where it has not, its map shows the kept tokens. */
export function hasFace(face: MapFace, { roles, assignment, ranking }: Selection): boolean {
  switch (face) {
    case 'kept':
      return true;
    case 'roles':
      return roles.some(({ tokens }) => tokens.length > 0);
    case 'groups':
      return assignment !== null;
    case 'ranking':
      return ranking !== null;
    default:
      return face satisfies never;
  }
}

/** What a map says instead of what it cannot show. */
export const LACKING_FACE: Record<Exclude<MapFace, 'kept'>, string> = {
  roles: 'All kept tokens play the same part.',
  groups: 'Merges nothing; the kept tokens are shown.',
  ranking: 'Ranks by no single value; the kept tokens are shown.',
};

/**
 * u8[n * 4], RGBA: dropped tokens fade to the page.
 * @param hue of kept tokens where there is no photo to see them by
 */
export function keptPixels({ n, indices }: Selection, page: Rgb, hue: string | null): Uint8ClampedArray {
  const pixels = fadePixels(keptMask(n, indices), page);
  if (hue !== null) tint(pixels, indices, toRgb(hue), 1);
  return pixels;
}

/** u8[n * 4], RGBA: kept tokens in the hue of their role. */
export function rolePixels({ n, indices, roles }: Selection, page: Rgb): Uint8ClampedArray {
  const pixels = fadePixels(keptMask(n, indices), page);
  roles.forEach(({ tokens }, index) => tint(pixels, tokens, styleOfRole(index).rgb, TINT));
  return pixels;
}

/** A method with more roles than there are styles begins anew. */
export function styleOfRole(index: number): (typeof ROLE_STYLES)[number] {
  return ROLE_STYLES[index % ROLE_STYLES.length];
}

/** Gives tokens a hue that lets `1 - opacity` of the photo through. */
export function tint(pixels: Uint8ClampedArray, tokens: ArrayLike<number>, [red, green, blue]: Rgb, opacity: number): void {
  for (let i = 0; i < tokens.length; i++) pixels.set([red, green, blue, Math.round(opacity * 255)], tokens[i] * 4);
}

export function toRgb(colour: string): Rgb {
  const { r, g, b } = rgb(colour);
  return [r, g, b];
}

/**
 * f32[n] in [0, 1]: the share of other tokens with a lower value, equals counted half (`percentile`), or the place between the
 * lowest and the highest value (`range`). Where all are equal, every token is in the middle.
 */
export function scaleRanking(values: Float32Array, scale: RankingScale): Float32Array {
  const order = values.toSorted();
  const lowest = order[0];
  const range = order[order.length - 1] - lowest;
  if (!(range > 0)) return new Float32Array(values.length).fill(0.5);
  if (scale === 'range') return values.map((value) => (value - lowest) / range);
  const shares = new Map<number, number>();
  for (let first = 0; first < order.length; ) {
    let end = first;
    while (end < order.length && order[end] === order[first]) end += 1;
    shares.set(order[first], (first + end - 1) / 2 / (order.length - 1));
    first = end;
  }
  return values.map((value) => shares.get(value) ?? 0);
}

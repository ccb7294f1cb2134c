/**
 * Colour maps as tables of 256 RGB colours: four perceptually uniform ones, and jet as in the paper's figures.
 */
import { interpolateCividis, interpolateInferno, interpolateMagma, interpolateViridis, rgb } from 'd3';
import type { ColourMapName } from '../../state/settings.ts';

/** Colours of a table. */
export const TABLE_SIZE = 256;

export const COLOUR_MAP_TITLES: Record<ColourMapName, string> = {
  inferno: 'Inferno',
  magma: 'Magma',
  viridis: 'Viridis',
  cividis: 'Cividis',
  jet: 'Jet (as in the paper)',
};

const INTERPOLATORS: Record<ColourMapName, (t: number) => string> = {
  inferno: interpolateInferno,
  magma: interpolateMagma,
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  jet: interpolateJet,
};

const tables = new Map<ColourMapName, Uint8ClampedArray>();

/** u8[256 * 3], RGB from the lowest to the highest value. */
export function colourTable(name: ColourMapName): Uint8ClampedArray {
  const known = tables.get(name);
  if (known) return known;
  const table = new Uint8ClampedArray(TABLE_SIZE * 3);
  for (let i = 0; i < TABLE_SIZE; i++) {
    const { r, g, b } = rgb(INTERPOLATORS[name](i / (TABLE_SIZE - 1)));
    table.set([r, g, b], i * 3);
  }
  tables.set(name, table);
  return table;
}

/** Row of the table for a value in [0, 1]; what lies outside takes the nearest end, NaN the lowest. */
export function tableRow(value: number): number {
  return Math.round(Math.min(1, Math.max(0, Number.isNaN(value) ? 0 : value)) * (TABLE_SIZE - 1));
}

/** A CSS gradient of the map, from bottom to top. */
export function colourGradient(name: ColourMapName): string {
  const stops = Array.from({ length: 17 }, (_, i) => INTERPOLATORS[name](i / 16));
  return `linear-gradient(to top, ${stops.join(', ')})`;
}

/** MATLAB's jet: blue, cyan, yellow, red, as three clipped tents. */
function interpolateJet(t: number): string {
  const tent = (centre: number) => Math.min(1, Math.max(0, 1.5 - Math.abs(4 * t - centre)));
  return rgb(255 * tent(3), 255 * tent(2), 255 * tent(1)).formatRgb();
}

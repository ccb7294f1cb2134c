/**
 * One hue per fate, from the palette of Okabe and Ito, which colour-blind people can tell apart.
 */
import { FATES, type Fate } from '../../core/script/scriptSelection.ts';

export interface FateStyle {
  title: string;
  explanation: string;
  kept: boolean;
  rgb: readonly [number, number, number];
}

export const FATE_STYLES: Record<Fate, FateStyle> = {
  both: { title: 'Both', explanation: 'survives GSP, among the first m picks', kept: true, rgb: [0, 114, 178] },
  extended: { title: 'Extended', explanation: 'survives GSP, picked between m and k*', kept: true, rgb: [0, 158, 115] },
  filled: { title: 'Filled', explanation: 'taken after the order had ended', kept: true, rgb: [240, 228, 66] },
  redundant: { title: 'Redundant', explanation: 'dropped by GSP', kept: false, rgb: [213, 94, 0] },
  unreached: { title: 'Unreached', explanation: 'survives GSP, but the budget was full', kept: false, rgb: [150, 150, 160] },
};

/** Number of tokens of every fate. */
export function countFates(fate: Uint8Array): Record<Fate, number> {
  const counts: Record<Fate, number> = { both: 0, extended: 0, filled: 0, redundant: 0, unreached: 0 };
  for (const code of fate) counts[FATES[code]] += 1;
  return counts;
}

/** u8[n], 1 for kept tokens. */
export function keptMask(n: number, indices: Uint32Array): Uint8Array {
  const mask = new Uint8Array(n);
  for (const token of indices) mask[token] = 1;
  return mask;
}

/** Tokens that are kept in one mask and not in the other. */
export function compareKept(before: Uint8Array, now: Uint8Array): { entered: number[]; left: number[] } {
  const entered: number[] = [];
  const left: number[] = [];
  for (let token = 0; token < now.length; token++) {
    if (now[token] && !before[token]) entered.push(token);
    if (before[token] && !now[token]) left.push(token);
  }
  return { entered, left };
}

/**
 * What every method does with one token, in one sentence.
 */
import type { Selection } from '../../../core/methods/method.ts';
import type { Layout } from '../../../core/tokens.ts';
import { namePlace } from '../../figures/drawing/namePlace.ts';
import type { ShownRun } from './shownRuns.ts';

const AND = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** "Token 143 (row 6, col 0): kept by Script and DivPrune; merged into token 150 by VisionZip; dropped by TRIM." */
export function describeToken(layout: Layout, token: number, runs: readonly ShownRun[]): string {
  const present = runs.filter((run) => run.selection !== null);
  if (present.length === 0) return `${namePlace(layout, token)}: no method has run yet.`;
  const groups = new Map<string, string[]>();
  for (const { title, selection } of present) {
    if (!selection) continue;
    const fate = nameFate(token, selection);
    groups.set(fate, [...(groups.get(fate) ?? []), title]);
  }
  const parts = [...groups].toSorted(([a], [b]) => rankFate(a) - rankFate(b));
  const sentence = parts.map(([fate, titles]) => `${fate} by ${nameMethods(titles, present.length)}`).join('; ');
  return `${namePlace(layout, token)}: ${sentence}.`;
}

function nameFate(token: number, { indices, assignment }: Selection): string {
  if (indices.includes(token)) return 'kept';
  const target = assignment?.[token] ?? -1;
  if (target < 0) return 'dropped';
  return indices.includes(target) ? `merged into token ${target}` : 'merged into an extra token';
}

function rankFate(fate: string): number {
  return fate === 'kept' ? 0 : fate === 'dropped' ? 2 : 1;
}

function nameMethods(titles: readonly string[], count: number): string {
  if (titles.length < count || count === 1) return AND.format(titles);
  return count === 2 ? 'both methods' : `all ${count} methods`;
}

/** Places in a comparison with cards of sets that are given, on a golden case. */
import { runToEnd } from '../../src/core/figures/slices.ts';
import type { Selection } from '../../src/core/methods/method.ts';
import { measureSelection, type ScoreCard } from '../../src/core/scoreCard/scoreCard.ts';
import type { ScoredRun } from '../../src/ui/compare/scoreCard/scoredRuns.ts';
import type { FigureCase } from './figures.tsx';

export function selectionOf(method: string, n: number, kept: readonly number[], standIns: string[] = []): Selection {
  const indices = Uint32Array.from(kept).toSorted();
  return { method, n, budget: kept.length, indices, extraTokens: [], assignment: null, roles: [], ranking: null, trace: null, schedule: null, standIns, notes: [] };
}

/** The card of a set as the worker measures it, but for its time. */
export function cardOf(golden: FigureCase, kept: readonly number[]): ScoreCard {
  const { geometry, relevanceReference, rows, cols } = golden;
  const views = [{ offset: 0, rows, cols }];
  return runToEnd(measureSelection(geometry, { kept, relevance: relevanceReference, attention: null, views, milliseconds: null }));
}

export function scoredRun(place: number, method: string, part: Partial<ScoredRun>): ScoredRun {
  return { place, title: method, entry: { method, parameters: {}, question: null }, selection: null, card: null, refusal: null, timedRuns: 1, isAwaited: false, ...part };
}

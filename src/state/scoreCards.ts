/**
 * Measures what the compared methods keep, while the score card is open.
 */
import type { Selection } from '../core/methods/method.ts';
import type { ScoreOutcome } from '../core/scoreCard/scoreTable.ts';
import { SupersededError } from '../engine/client.ts';
import type { MeasureSelectionRequest } from '../engine/protocol.ts';
import type { EngineLink } from './engineLink.ts';
import type { AppStore, MethodRun, Shown } from './store.ts';

type Relevance = MeasureSelectionRequest['relevance'];

/** Normalized relevance to the page's question, which every set is measured by; null without a question. */
export function pageRelevance({ question, selection }: Shown): Relevance {
  return question.queryId === null ? null : selection.maps.relevance;
}

/**
 * Follows the store for the life of the page. At most one request of a place is under way, and the newest selection is the
 * next: a dragged slider queues nothing.
 */
export function followScoreCards(store: AppStore, link: EngineLink): void {
  /** The relevance that a selection was measured with; the question may change while the selection stays. */
  const measuredWith = new WeakMap<Selection, { relevance: Relevance }>();
  const running: boolean[] = [];

  function findDue(index: number) {
    const { shown, settings, methodRuns } = store.getState();
    const run = methodRuns[index];
    if (!shown || settings.view.figure !== 'score-card' || !run?.selection || run.isOutdated || run.photo !== shown.photo) return null;
    const relevance = pageRelevance(shown);
    const measured = measuredWith.get(run.selection);
    if (run.card && measured && isSame(measured.relevance, relevance)) return null;
    return { run, selection: run.selection, relevance };
  }

  function update(index: number, selection: Selection, card: ScoreOutcome | null): void {
    store.setState(({ methodRuns }) => ({
      methodRuns: methodRuns.map((run, place) => (place === index && run.selection === selection ? { ...run, card } : run)),
    }));
  }

  async function measure(index: number): Promise<void> {
    if (running[index]) return;
    running[index] = true;
    try {
      for (let due = findDue(index); due; due = findDue(index)) {
        const { run, selection, relevance } = due;
        if (run.card) update(index, selection, null);
        const outcome = await request(run, selection, relevance, `measure ${index}`);
        if (outcome === null) return;
        measuredWith.set(selection, { relevance });
        update(index, selection, outcome);
      }
    } finally {
      running[index] = false;
    }
  }

  /** @returns null if the engine was closed meanwhile */
  async function request({ photo, milliseconds }: MethodRun, { indices }: Selection, relevance: Relevance, lane: string): Promise<ScoreOutcome | null> {
    try {
      const measured = { tokenSetId: photo.tokenSetId, indices, relevance, milliseconds };
      return { kind: 'card', card: await link.client().request('measureSelection', measured, { lane }) };
    } catch (error) {
      if (error instanceof SupersededError) return null;
      return { kind: 'refusal', sentence: error instanceof Error ? error.message : String(error) };
    }
  }

  store.subscribe((state, previous) => {
    const { shown, settings, methodRuns } = state;
    if (shown === previous.shown && settings === previous.settings && methodRuns === previous.methodRuns) return;
    methodRuns.forEach((_, index) => void measure(index));
  });
}

/** Every selection brings a new array, and most of them hold what the one before held. */
function isSame(first: Relevance, second: Relevance): boolean {
  if (first === null || second === null) return first === second;
  return first === second || (first.length === second.length && first.every((value, token) => value === second[token]));
}

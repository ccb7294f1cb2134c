/**
 * Keeps what the compared methods keep in step with photo, question, budget and parameters, while a comparison is open.
 */
import { SupersededError, type RequestOptions } from '../engine/client.ts';
import type { RunMethodRequest, RunMethodResult } from '../engine/protocol.ts';
import { resolveParameters } from './compareEntries.ts';
import type { EngineLink } from './engineLink.ts';
import { createFurtherQuestions } from './furtherQuestions.ts';
import { isCompareFigure, type CompareEntry } from './settings.ts';
import type { AppState, AppStore, MethodRun, Shown } from './store.ts';

/** Everything that the outcome of an entry depends on. */
export interface Wanted {
  entry: CompareEntry;
  shown: Shown;
  allowStandIns: boolean;
}

/** What `runMethod` needs besides the question. */
function toRequest({ entry, shown, allowStandIns }: Wanted, budget: number): Omit<RunMethodRequest, 'kind' | 'queryId'> {
  const parameters = resolveParameters(entry, shown.parameters);
  return { tokenSetId: shown.photo.tokenSetId, method: entry.method, parameters, budget, allowStandIns };
}

/** Differs whenever a place has to be computed anew. */
export function describeWanted(wanted: Wanted, budget: number): string {
  const { entry, shown } = wanted;
  const question = entry.question ?? shown.question.queryId;
  return JSON.stringify([toRequest(wanted, budget), question, shown.photo.generation]);
}

/** What every place is wanted for; nothing while no comparison is open. */
export function listWanted({ shown, settings }: Pick<AppState, 'shown' | 'settings'>): Wanted[] {
  if (!shown || !isCompareFigure(settings.view.figure)) return [];
  const { entries, allowStandIns } = settings.compare;
  return entries.map((entry) => ({ entry, shown, allowStandIns }));
}

/** Runs what is wanted at any budget, with the page's question or the entry's own. */
export type RunWanted = (wanted: Wanted, budget: number, options: RequestOptions) => Promise<RunMethodResult>;

/** @returns a function that throws SupersededError, or an Error whose message is a sentence for the person */
export function createMethodRunner(store: AppStore, link: EngineLink): RunWanted {
  const withQuestion = createFurtherQuestions({ ...link, generation: () => store.getState().encoder.generation });
  return (wanted, budget, options) => {
    const { entry, shown } = wanted;
    const request = toRequest(wanted, budget);
    if (entry.question === null) return link.client().request('runMethod', { ...request, queryId: shown.question.queryId }, options);
    return withQuestion(shown.photo, entry.question, (client, { queryId }) => client.request('runMethod', { ...request, queryId }, options));
  };
}

/** Follows the store from now on, for the life of the page. At most one request of a place is under way; of newer ones the newest counts. */
export function followMethodRuns(store: AppStore, runWanted: RunWanted): void {
  /** What every place was computed for last, or is being computed for. */
  let asked: string[] = [];
  const running: boolean[] = [];

  function follow(state: AppState): void {
    const wanted = listWanted(state);
    if (wanted.length === 0) return;
    const keys = wanted.map((one) => describeWanted(one, one.shown.parameters.budget));
    if (keys.length === asked.length && keys.every((key, index) => key === asked[index])) return;
    const before = { runs: state.methodRuns, asked };
    asked = keys;
    // A place that moved up because another was removed keeps what it shows.
    const find = (key: string) => before.runs[before.asked.indexOf(key)];
    store.setState({ methodRuns: wanted.map((one, index) => carryOver(one, find(keys[index]), before.runs[index])) });
    wanted.forEach((_, index) => void run(index));
  }

  async function run(index: number): Promise<void> {
    if (running[index]) return;
    running[index] = true;
    try {
      for (;;) {
        const wanted = listWanted(store.getState())[index];
        const current = store.getState().methodRuns[index];
        if (!wanted || !current?.isOutdated) return;
        const key = describeWanted(wanted, wanted.shown.parameters.budget);
        const outcome = await compute(wanted, `method ${index}`);
        if (outcome === null) return;
        if (asked[index] === key) update(index, { ...outcome, isOutdated: false });
        else if (outcome.selection && belongsTo(wanted, store.getState().methodRuns[index])) update(index, outcome);
      }
    } finally {
      running[index] = false;
    }
  }

  /** @returns null if something newer took over */
  async function compute(wanted: Wanted, lane: string): Promise<Partial<MethodRun> | null> {
    try {
      const { selection, milliseconds } = await runWanted(wanted, wanted.shown.parameters.budget, { lane });
      return { selection, milliseconds, problem: null, card: null };
    } catch (error) {
      if (error instanceof SupersededError) return null;
      return { selection: null, milliseconds: null, card: null, problem: error instanceof Error ? error.message : String(error) };
    }
  }

  function update(index: number, change: Partial<MethodRun>): void {
    store.setState(({ methodRuns }) => ({ methodRuns: methodRuns.map((held, place) => (place === index ? { ...held, ...change } : held)) }));
  }

  store.subscribe((state, previous) => {
    if (state.shown !== previous.shown || state.settings !== previous.settings) follow(state);
  });
  follow(store.getState());
}

/** Whether an answer that is not the newest any more is still better than none: of the same method on the same photo. */
function belongsTo({ entry, shown }: Wanted, place: MethodRun | undefined): boolean {
  return place?.photo === shown.photo && place.entry.method === entry.method;
}

/** What a place shows until its answer comes: what it showed for the same photo. */
function carryOver({ entry, shown: { photo } }: Wanted, same: MethodRun | undefined, before: MethodRun | undefined): MethodRun {
  if (same && same.photo === photo && !same.isOutdated) return { ...same, entry };
  const isUsable = before?.photo === photo && before.entry.method === entry.method;
  const earlier = isUsable ? before : { selection: null, milliseconds: null, problem: null, card: null };
  return { ...earlier, entry, photo, isOutdated: true };
}

/**
 * Keeps what the compared methods keep in step with photo, question, budget and parameters, while a comparison is open.
 */
import { SupersededError } from '../engine/client.ts';
import type { RunMethodRequest } from '../engine/protocol.ts';
import { resolveParameters } from './compareEntries.ts';
import type { EngineLink } from './engineLink.ts';
import { createFurtherQuestions } from './furtherQuestions.ts';
import { COMPARE_FIGURE_IDS, type CompareEntry, type FigureId } from './settings.ts';
import type { AppState, AppStore, MethodRun, Shown } from './store.ts';

/** Everything that the outcome of an entry depends on. */
interface Wanted {
  entry: CompareEntry;
  shown: Shown;
  allowStandIns: boolean;
}

export function isCompareFigure(figure: FigureId | null): boolean {
  return COMPARE_FIGURE_IDS.some((id) => id === figure);
}

/** What `runMethod` needs besides the question. */
export function toRequest({ entry, shown, allowStandIns }: Wanted, budget: number): Omit<RunMethodRequest, 'kind' | 'queryId'> {
  const parameters = resolveParameters(entry, shown.parameters);
  return { tokenSetId: shown.photo.tokenSetId, method: entry.method, parameters, budget, allowStandIns };
}

/** Differs whenever a place has to be computed anew. */
function describe(wanted: Wanted): string {
  const { entry, shown } = wanted;
  const question = entry.question ?? shown.question.queryId;
  return JSON.stringify([toRequest(wanted, shown.parameters.budget), question, shown.photo.generation]);
}

function listWanted({ shown, settings }: AppState): Wanted[] {
  if (!shown || !isCompareFigure(settings.view.figure)) return [];
  const { entries, allowStandIns } = settings.compare;
  return entries.map((entry) => ({ entry, shown, allowStandIns }));
}

/** Follows the store for the life of the page. At most one request of a place is under way; of newer ones the newest counts. */
export function followMethodRuns(store: AppStore, link: EngineLink): void {
  const withQuestion = createFurtherQuestions({ ...link, generation: () => store.getState().encoder.generation });
  /** What every place was computed for last, or is being computed for. */
  let asked: string[] = [];
  const running: boolean[] = [];

  function follow(state: AppState): void {
    const wanted = listWanted(state);
    if (wanted.length === 0) return;
    const keys = wanted.map(describe);
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
        const key = describe(wanted);
        const outcome = await compute(wanted, `method ${index}`);
        if (outcome === null) return;
        if (asked[index] === key) update(index, { ...outcome, isOutdated: false });
        else if (outcome.selection) update(index, outcome);
      }
    } finally {
      running[index] = false;
    }
  }

  /** @returns null if something newer took over */
  async function compute(wanted: Wanted, lane: string): Promise<Partial<MethodRun> | null> {
    const { entry, shown } = wanted;
    const request = toRequest(wanted, shown.parameters.budget);
    try {
      const { selection, milliseconds } =
        entry.question === null
          ? await link.client().request('runMethod', { ...request, queryId: shown.question.queryId }, { lane })
          : await withQuestion(shown.photo, entry.question, (client, { queryId }) => client.request('runMethod', { ...request, queryId }, { lane }));
      return { selection, milliseconds, problem: null, card: null, photo: shown.photo };
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
}

/** What a place shows until its answer comes: what it showed for the same photo. */
function carryOver({ entry, shown: { photo } }: Wanted, same: MethodRun | undefined, before: MethodRun | undefined): MethodRun {
  if (same && same.photo === photo && !same.isOutdated) return { ...same, entry };
  const isUsable = before?.photo === photo && before.entry.method === entry.method;
  const earlier = isUsable ? before : { selection: null, milliseconds: null, problem: null, card: null };
  return { ...earlier, entry, photo, isOutdated: true };
}

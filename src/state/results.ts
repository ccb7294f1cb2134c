/**
 * Computes selections as fast as they can be shown, puts them on screen, and remembers what was there before.
 */
import type { Stage, Timing } from '../core/kernels.ts';
import type { ScriptParameters, ScriptSelection } from '../core/script/scriptSelection.ts';
import { createCoalescer, type Schedule } from './coalesce.ts';
import type { EngineLink } from './engineLink.ts';
import { createReadoutsUpdater } from './readouts.ts';
import type { AppStore, Photo, Question, Shown } from './store.ts';

export interface Wanted {
  photo: Photo;
  question: Question;
  parameters: ScriptParameters;
}

export interface Results {
  /** Asks for a selection; of several the newest wins. */
  compute(wanted: Wanted): void;
  /** Remembers what is on screen, so that the person sees what a change does. */
  beginComparison(): void;
  /** The next change starts a new comparison, however soon it comes. */
  endChange(): void;
}

export interface ResultsOptions {
  schedule: Schedule;
  /** A selection for a photo that has been left meanwhile is not shown. */
  isCurrent: (photo: Photo) => boolean;
  explain: (error: unknown) => void;
}

/** A change this long after the last one starts a new comparison. */
const NEW_COMPARISON_AFTER_MS = 1200;

/** The kept token that the greedy order picked first: where a new photo is best looked at. */
function firstKept({ trace, indices }: ScriptSelection): number {
  return trace.order.find((token) => indices.includes(token)) ?? indices[0] ?? 0;
}

export function createResults(store: AppStore, link: EngineLink, { schedule, isCurrent, explain }: ResultsOptions): Results {
  const updateReadouts = createReadoutsUpdater(store, link);
  let lastChange = -Infinity;

  async function select(wanted: Wanted): Promise<void> {
    const { photo, question } = wanted;
    const parameters = { ...wanted.parameters, budget: Math.min(wanted.parameters.budget, photo.n) };
    try {
      const { selection, milliseconds } = await link
        .client()
        .request('select', { tokenSetId: photo.tokenSetId, queryId: question.queryId, parameters });
      if (isCurrent(photo)) show({ ...wanted, parameters, selection, milliseconds });
    } catch (error) {
      explain(error);
    }
  }

  function show(shown: Shown): void {
    const { shown: previous, focus, stageTimings, comparison } = store.getState();
    const samePhoto = previous?.photo === shown.photo;
    const stages = sumStages(shown.selection.timings);
    store.setState({
      shown,
      preview: null,
      focus: samePhoto ? focus : { token: firstKept(shown.selection), pinned: false, source: 'pointer' },
      comparison: samePhoto ? comparison : { before: null, showBefore: false },
      stageTimings: samePhoto ? { ...stageTimings, ...stages } : stages,
    });
    updateReadouts();
    if (previous && !samePhoto) void releasePhoto(previous.photo);
  }

  async function releasePhoto({ bitmap, film = [], tokenSetId }: Photo): Promise<void> {
    bitmap?.close();
    for (const frame of film) frame.bitmap.close();
    const lane = `release ${tokenSetId}`;
    // An engine that was restarted since does not know these tokens any more, which is just as well.
    await link.client().request('release', { tokenSetId }, { lane }).catch(() => undefined);
  }

  return {
    compute: createCoalescer(select, schedule),
    beginComparison() {
      const now = performance.now();
      const { shown, comparison } = store.getState();
      if (now - lastChange > NEW_COMPARISON_AFTER_MS) store.setState({ comparison: { ...comparison, before: shown } });
      lastChange = now;
    },
    endChange() {
      lastChange = -Infinity;
    },
  };
}

/** One time for every stage that ran; per view it ran once in each of them. */
function sumStages(timings: readonly Timing[]): Partial<Record<Stage, Timing>> {
  const sums: Partial<Record<Stage, Timing>> = {};
  for (const timing of timings) {
    const { milliseconds = 0 } = sums[timing.stage] ?? {};
    sums[timing.stage] = { ...timing, milliseconds: milliseconds + timing.milliseconds };
  }
  return sums;
}

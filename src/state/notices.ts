/**
 * Sentences for the person and the list of what is under way.
 */
import { SupersededError } from '../engine/client.ts';
import type { Progress } from '../engine/protocol.ts';
import type { AppStore, Notice } from './store.ts';

let nextId = 1;

/** Most notices that are worth showing at once; older ones give way. */
const MOST_NOTICES = 4;

/** Adds a notice; a sentence that is already on screen is not repeated. */
export function addNotice(
  store: AppStore,
  tone: Notice['tone'],
  text: string,
  action: Notice['action'] = null,
): void {
  const { notices } = store.getState();
  if (notices.some((notice) => notice.text === text)) return;
  store.setState({ notices: [...notices, { id: nextId++, tone, text, action }].slice(-MOST_NOTICES) });
}

/** Tells why something failed; what was stopped, or given up for something newer, needs no words. */
export function explainFailure(store: AppStore, error: unknown): void {
  if (error instanceof SupersededError) return;
  addNotice(store, 'problem', error instanceof Error ? error.message : String(error));
}

export function dismissNotice(store: AppStore, id: number): void {
  store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

export interface ActivityHandle {
  id: number;
  report: (progress: Progress) => void;
  end: () => void;
}

/** Lists something that is under way until `end` is called. */
export function beginActivity(store: AppStore, text: string, cancel: (() => void) | null = null): ActivityHandle {
  const id = nextId++;
  store.setState(({ activities }) => ({ activities: [...activities, { id, text, fraction: null, cancel }] }));
  return {
    id,
    report: (progress) =>
      store.setState(({ activities }) => ({
        activities: activities.map((activity) =>
          activity.id === id ? { ...activity, text: progress.activity, fraction: progress.fraction } : activity,
        ),
      })),
    end: () =>
      store.setState(({ activities }) => ({ activities: activities.filter((activity) => activity.id !== id) })),
  };
}

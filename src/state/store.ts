/**
 * The page's state: one vanilla zustand store. Controllers write it, React and the canvases read it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Stage, Timing } from '../core/kernels.ts';
import type { ScriptParameters, Selection } from '../core/methods/method.ts';
import type { EncodeImageResult, ReadoutsResult, StartResult } from '../engine/protocol.ts';
import type { Sample } from './samples.ts';
import { DEFAULT_SETTINGS, type Settings } from './settings.ts';

/** An encoded photo; its tokens stay in the worker. */
export interface Photo extends EncodeImageResult {
  name: string;
  sample: string | null;
}

/** A question the engine knows; `queryId` is null for the empty one, which is the pure-diversity case. */
export interface Question {
  text: string;
  queryId: string | null;
  truncated: boolean;
  milliseconds: number;
}

/** Everything on screen that belongs together: one photo, one question, one selection. */
export interface Shown {
  photo: Photo;
  question: Question;
  parameters: ScriptParameters;
  selection: Selection;
  /** Wall time of the selection in the worker. */
  milliseconds: number;
}

export type EngineState =
  | { status: 'starting' }
  | { status: 'ready'; start: StartResult }
  | { status: 'failed'; message: string };

export interface Activity {
  id: number;
  text: string;
  /** 0 to 1, null where the amount is not known. */
  fraction: number | null;
  cancel: (() => void) | null;
}

export interface Notice {
  id: number;
  tone: 'problem' | 'note';
  text: string;
  action: { label: string; run: () => void } | null;
}

export interface Focus {
  /** The token that every panel and the inspector show. */
  token: number | null;
  /** Pinned by a click: pointing elsewhere does not move the focus. */
  pinned: boolean;
  /** Keyboard moves are announced, pointer moves are not. */
  source: 'pointer' | 'keyboard';
}

/** What the kept set is compared with while a control moves. */
export interface Comparison {
  before: Shown | null;
  /** True while the person holds the key that shows the state before. */
  showBefore: boolean;
}

export interface AppState {
  settings: Settings;
  samples: Sample[];
  engine: EngineState;
  shown: Shown | null;
  /** The photo while nothing has been encoded yet. */
  preview: ImageBitmap | null;
  readouts: { selection: Selection; values: ReadoutsResult } | null;
  /** The latest time of every stage; a stage that still stands keeps the time of its last run. */
  stageTimings: Partial<Record<Stage, Timing>>;
  activities: Activity[];
  notices: Notice[];
  focus: Focus;
  comparison: Comparison;
}

export type AppStore = StoreApi<AppState>;

/** Creates the store of a page that has loaded nothing yet. */
export function createAppStore(settings: Settings = DEFAULT_SETTINGS): AppStore {
  return createStore<AppState>(() => ({
    settings,
    samples: [],
    engine: { status: 'starting' },
    shown: null,
    preview: null,
    readouts: null,
    stageTimings: {},
    activities: [],
    notices: [],
    focus: { token: null, pinned: false, source: 'pointer' },
    comparison: { before: null, showBefore: false },
  }));
}

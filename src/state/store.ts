/**
 * The page's state: one vanilla zustand store. Controllers write it, React and the canvases read it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Stage, Timing, TokenGeometry } from '../core/kernels.ts';
import type { Selection } from '../core/methods/method.ts';
import type { ScoreOutcome } from '../core/scoreCard/scoreTable.ts';
import type { Sweep } from '../core/scoreCard/sweep.ts';
import type { ScriptParameters, ScriptSelection } from '../core/script/scriptSelection.ts';
import type { LayoutName } from '../core/tokenLayouts.ts';
import type { EncoderDescription } from '../encoders/encoder.ts';
import type { EncoderChoice, ListModelsResult } from '../engine/modelRequests.ts';
import type { EncodeImageResult, ReadoutsResult, StartResult } from '../engine/protocol.ts';
import type { FilmFrame } from '../engine/videoRequests.ts';
import type { VideoInfo } from '../media/decodeVideo.ts';
import type { FrameSampling } from '../media/sampleTimes.ts';
import { recallHubAddress } from './hubAddress.ts';
import type { Sample } from './samples.ts';
import { DEFAULT_SETTINGS, type CompareEntry, type Settings } from './settings.ts';

/** A photo's tokens, or a person's own; they stay in the worker. */
export interface Photo extends Omit<EncodeImageResult, 'bitmap' | 'timings'> {
  name: string;
  sample: string | null;
  /** null for own tokens without a photo to lay them over, and for a video, whose frames are its film. */
  bitmap: ImageBitmap | null;
  /** How the photo was cut; absent for own tokens and videos. */
  tokenLayout?: LayoutName;
  /** The frames of a video, one for each view of the layout. */
  film?: readonly FilmFrame[];
  /** null for own tokens: no encoder ran here. */
  timings: EncodeImageResult['timings'] | null;
  /** Which opening of an encoder made it; null for own tokens. A question goes with photos of the same opening only. */
  generation: number | null;
}

/**
 * Where relevance comes from. `asked`: the person's question; `empty`: none was asked, the pure-diversity case;
 * `unreadable`: the encoder reads no text; `brought`: the question came with own tokens; `missing`: own tokens came without.
 */
export type QuestionKind = 'asked' | 'empty' | 'unreadable' | 'brought' | 'missing';

/** A question the engine knows; `queryId` is null where every token matters alike. */
export interface Question {
  kind: QuestionKind;
  text: string;
  queryId: string | null;
  /** What the tokenizer made of it. */
  pieces: string[];
  truncated: boolean;
  milliseconds: number;
  /** As in `Photo`. */
  generation: number | null;
}

/** Everything on screen that belongs together: one photo, one question, one selection. */
export interface Shown {
  photo: Photo;
  question: Question;
  parameters: ScriptParameters;
  selection: ScriptSelection;
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

/** The encoder that photos are encoded with, and those that there are. */
export interface EncoderState {
  choice: EncoderChoice;
  /** What the engine says of it; null for the starter that a page begins with. */
  description: EncoderDescription | null;
  /** Counts the openings of encoders. */
  generation: number;
  /** null until they have been listed. */
  models: ListModelsResult | null;
  /** The one that is being downloaded or opened, and its activity. */
  opening: { choice: EncoderChoice; activity: number } | null;
  /** Why the last one could not be opened, or deleted. */
  problem: string | null;
  /** Notes about text models that were shown before; none is shown twice. */
  told: string[];
  /** Base address of the hub or its mirror. */
  hubAddress: string;
}

export type DialogName = 'encoder' | 'own-tokens';

/** Similarities and norms of the tokens on screen, or why they cannot be had. */
export interface GeometryState {
  photo: Photo;
  value: TokenGeometry | null;
  problem: string | null;
}

/** A video that is on screen or on its way there: what can be chosen of it. */
export interface VideoState {
  name: string;
  file: Blob;
  /** What was asked for last, and whether that is what is on screen. */
  sampling: FrameSampling;
  isEncoded: boolean;
  info: VideoInfo;
}

/** What a place in the comparison keeps, and what it was asked for last. */
export interface MethodRun {
  entry: CompareEntry;
  photo: Photo;
  /** What the newest answer depends on besides photo and entry; differs from the last asked while an answer is awaited. */
  isOutdated: boolean;
  selection: Selection | null;
  /** Time of the selection, in ms. */
  milliseconds: number | null;
  /** Why there is no selection: a budget out of reach, an input that is missing, a failure. */
  problem: string | null;
  /** Measured when a figure asks for it; of this very selection, or why it cannot be measured. */
  card: ScoreOutcome | null;
}

/** How long a selection took when it was repeated at rest. */
export interface MethodTime {
  /** The very one that a place shows. */
  selection: Selection;
  /** Median, in ms. */
  milliseconds: number;
  runs: number;
}

/** A budget sweep under way, stopped or finished, with what it was begun for. */
export interface SweepRun {
  /** Differs from that of what is on screen once the sweep is outdated; see `describeSweep`. */
  key: string;
  shown: Shown;
  entries: readonly CompareEntry[];
  sweep: Sweep;
  isRunning: boolean;
}

export interface AppState {
  settings: Settings;
  samples: Sample[];
  engine: EngineState;
  encoder: EncoderState;
  /** The dialog that is open. */
  dialog: DialogName | null;
  shown: Shown | null;
  /** null while there is a photo, or own tokens. */
  video: VideoState | null;
  /** The photo while nothing has been encoded yet. */
  preview: ImageBitmap | null;
  /** Read back once per photo, when the first figure that needs it is opened. */
  geometry: GeometryState | null;
  /** One for every entry of the comparison, in their order; empty until a comparison is opened. */
  methodRuns: readonly MethodRun[];
  /** Of the selections in `methodRuns` that have been timed so far. */
  methodTimes: readonly MethodTime[];
  /** null until one is started. */
  sweep: SweepRun | null;
  readouts: { selection: ScriptSelection; values: ReadoutsResult } | null;
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
    encoder: {
      choice: { kind: 'starter' },
      description: null,
      generation: 0,
      models: null,
      opening: null,
      problem: null,
      told: [],
      hubAddress: recallHubAddress(),
    },
    dialog: null,
    shown: null,
    video: null,
    preview: null,
    geometry: null,
    methodRuns: [],
    methodTimes: [],
    sweep: null,
    readouts: null,
    stageTimings: {},
    activities: [],
    notices: [],
    focus: { token: null, pinned: false, source: 'pointer' },
    comparison: { before: null, showBefore: false },
  }));
}

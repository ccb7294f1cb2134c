/**
 * What a person can set: the part of the state that a link carries.
 */
import type { ParameterValues } from '../core/methods/parameters.ts';
import type { Region } from '../core/regions.ts';
import type { ScriptParameters } from '../core/script/scriptSelection.ts';
import { DEFAULT_PARAMETERS, defaultBudget } from '../core/script/scriptParameters.ts';
import type { ViewChoice } from '../core/shownViews.ts';
import { type LayoutName, ONE_VIEW } from '../core/tokenLayouts.ts';
import type { Precision } from '../encoders/hub/modelEntry.ts';
import { DEFAULT_ENCODER_OPTIONS, type EncoderOptions } from '../encoders/encoderOptions.ts';
import type { DeviceChoice } from '../engine/protocol.ts';
import { DEFAULT_SAMPLING, type FrameSampling } from '../media/sampleTimes.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const COLOUR_MAP_NAMES = ['inferno', 'magma', 'viridis', 'cividis', 'jet'] as const;
export type ColourMapName = (typeof COLOUR_MAP_NAMES)[number];

export const REDUNDANCY_MAPS = ['rank', 'score', 'degree', 'mean'] as const;
export type RedundancyMap = (typeof REDUNDANCY_MAPS)[number];

/** The figures below the panels, in the order in which they are listed. */
export const FIGURE_IDS = [
  'neighbour-redundancy',
  'cosine-proxy',
  'graph-comparison',
  'bipartite-graph',
  'questions',
  'preferences',
  'greedy-steps',
  'determinant-bounds',
  'ablation',
  'intersection',
  'remaining-view',
  'stability',
  'reported-results',
  'cost',
  'shader',
  'compare',
  'score-card',
  'budget-sweep',
  'tune-sweep',
] as const;
export type FigureId = (typeof FIGURE_IDS)[number];

/** Figures of the comparison of methods, which have a tab of their own. */
export const COMPARE_FIGURE_IDS = ['compare', 'score-card', 'budget-sweep'] as const satisfies readonly FigureId[];

export function isCompareFigure(figure: FigureId | null): boolean {
  return COMPARE_FIGURE_IDS.some((id) => id === figure);
}

/** One place in the comparison: a method, its parameters as far as they are set there, and its own question, if it has one. */
export interface CompareEntry {
  /** Identifier of a method of the registry. */
  method: string;
  parameters: ParameterValues;
  /** null for the page's own question. */
  question: string | null;
}

export interface CompareSettings {
  /** One to MOST_ENTRIES. */
  entries: readonly CompareEntry[];
  /** Whether other inputs may stand in for those that the tokens do not come with. */
  allowStandIns: boolean;
}

/** Methods that are compared at once, at most. */
export const MOST_ENTRIES = 8;

export interface ViewSettings {
  theme: Theme;
  /** The figure that is open; null while the panels have the page to themselves. */
  figure: FigureId | null;
  colourMap: ColourMapName;
  /** Opacity of the heatmaps over the photo, 0 to 1. */
  opacity: number;
  redundancyMap: RedundancyMap;
  showParity: boolean;
  colourByFate: boolean;
  /** Which of several views the panels show. */
  shownViews: ViewChoice;
}

/** The encoder as a link names it. */
export interface EncoderSettings {
  /** Identifier of a model of the registry; null for a person's own files, which no link can carry. */
  model: string | null;
  /** null takes what suits the device; the starter comes in one precision only. */
  precision: Precision | null;
  options: EncoderOptions;
}

export interface Settings {
  device: DeviceChoice;
  encoder: EncoderSettings;
  /** How a photo is cut into views. */
  tokenLayout: LayoutName;
  /** Which frames are encoded of a video, which itself no link can carry. */
  sampling: FrameSampling;
  /** Identifier of a bundled sample; null for a person's own photo, which no link can carry. */
  sample: string | null;
  question: string;
  parameters: ScriptParameters;
  compare: CompareSettings;
  /** Boxes of the photo that should survive. */
  regions: readonly Region[];
  /** What the tuning sweep goes through, as `parsePlan` reads it; empty for what the page suggests. */
  sweep: string;
  view: ViewSettings;
}

/** Blocks whose attention can be chosen, as links name them; counted from the end, since the page does not know their number. */
export const ATTENTION_BLOCKS = { tokens: null, last: -1, 'last-but-one': -2 } as const;

export const ATTENTION_BLOCK_NAMES = ['tokens', 'last', 'last-but-one'] as const;
export type AttentionBlockName = (typeof ATTENTION_BLOCK_NAMES)[number];

/** The name of a block that can be chosen; any other counts as the block of the tokens. */
export function nameAttentionBlock(block: EncoderOptions['attentionBlock']): AttentionBlockName {
  return ATTENTION_BLOCK_NAMES.find((name) => ATTENTION_BLOCKS[name] === block) ?? 'tokens';
}

/** Identifier of the encoder that comes with the page. */
export const STARTER = 'starter';

/** Tokens of the starter encoder, 24 x 24: what the default budget refers to before a photo is encoded. */
export const STARTER_TOKENS = 576;

/** The first visit: a sample whose question is already answered. */
export const DEFAULT_SETTINGS: Settings = {
  device: 'auto',
  encoder: { model: STARTER, precision: null, options: DEFAULT_ENCODER_OPTIONS },
  tokenLayout: ONE_VIEW,
  sampling: DEFAULT_SAMPLING,
  sample: 'astronaut',
  question: 'Is there a space shuttle?',
  parameters: { ...DEFAULT_PARAMETERS, budget: defaultBudget(STARTER_TOKENS) },
  compare: {
    entries: ['script', 'trim', 'cdpruner', 'divprune'].map((method) => ({ method, parameters: {}, question: null })),
    allowStandIns: false,
  },
  regions: [],
  sweep: '',
  view: {
    theme: 'system',
    figure: null,
    colourMap: 'inferno',
    opacity: 0.7,
    redundancyMap: 'rank',
    showParity: false,
    colourByFate: false,
    shownViews: 'all',
  },
};

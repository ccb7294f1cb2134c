/**
 * Settings in the URL's hash: readable keys, defaults left out, anything unknown or out of range named and ignored.
 */
import * as v from 'valibot';
import type { Method } from '../core/methods/method.ts';
import { PARAMETER_RANGES } from '../core/script/scriptParameters.ts';
import { isViewChoice } from '../core/shownViews.ts';
import { isLayoutName, LAYOUT_NAMES } from '../core/tokenLayouts.ts';
import { defaultInvert } from '../encoders/defaultInvert.ts';
import { MODELS } from '../encoders/hub/registry.ts';
import { nameSampling, parseSampling, SAMPLING_NAMES, type FrameSampling } from '../media/sampleTimes.ts';
import { decodeEntries, encodeEntries } from './compareCodec.ts';
import { findStandard } from './encoderChoice.ts';
import { REGIONS_FIELD, SWEEP_FIELD } from './regionCodec.ts';
import {
  ATTENTION_BLOCK_NAMES,
  ATTENTION_BLOCKS,
  COLOUR_MAP_NAMES,
  DEFAULT_SETTINGS,
  FIGURE_IDS,
  MOST_ENTRIES,
  nameAttentionBlock,
  REDUNDANCY_MAPS,
  THEMES,
  type Settings,
} from './settings.ts';
import { choiceField, field, numberBetween, switchField, type Field } from './urlFields.ts';

function rangeField(key: string, parameter: 'threshold' | 'gamma' | 'pruneRatio' | 'epsilon'): Field {
  const { min, max } = PARAMETER_RANGES[parameter];
  return field(
    key,
    numberBetween(min, max),
    `a number from ${min} to ${max}`,
    (s) => s.parameters[parameter],
    (s, value) => ({ ...s, parameters: { ...s.parameters, [parameter]: value } }),
  );
}

const parameters = (s: Settings, change: Partial<Settings['parameters']>): Settings => ({
  ...s,
  parameters: { ...s.parameters, ...change },
});
const view = (s: Settings, change: Partial<Settings['view']>): Settings => ({ ...s, view: { ...s.view, ...change } });

const compare = (s: Settings, change: Partial<Settings['compare']>): Settings => ({ ...s, compare: { ...s.compare, ...change } });

const encoder = (s: Settings, change: Partial<Settings['encoder']>): Settings => ({
  ...s,
  encoder: { ...s.encoder, ...change },
});
const options = (s: Settings, change: Partial<Settings['encoder']['options']>): Settings =>
  encoder(s, { options: { ...s.encoder.options, ...change } });

const LONGEST_QUESTION = 2000;

const COMPARE_KEY = 'compare';

/** The invert switch as the encoder and its source of relevance suggest: what holds unless the link sets it. */
function suggestInvert(s: Settings): Settings {
  const model = MODELS.find(({ id }) => id === s.encoder.model);
  const invert = model ? defaultInvert(model.family, s.encoder.options.relevanceSource).default : DEFAULT_SETTINGS.parameters.invert;
  return parameters(s, { invert });
}

/** Budget and scope that the tokens of the encoder and layout suggest: what holds unless the link sets them. */
function suggestStandard(s: Settings): Settings {
  return parameters(s, findStandard(s));
}

/** A model brings its own default of the budget, too. */
const ENCODER_FIELD = choiceField(
  'encoder',
  ['', ...MODELS.map(({ id }) => id)],
  (s) => s.encoder.model ?? '',
  (s, id) => {
    const chosen = encoder(s, { model: id === '' ? null : id });
    return suggestInvert(suggestStandard(chosen));
  },
);

const RELEVANCE_FIELD = choiceField(
  'relevance',
  ['paper', 'value-path'],
  (s) => s.encoder.options.relevanceSource,
  (s, relevanceSource) => suggestInvert(options(s, { relevanceSource })),
);

const LAYOUT_FIELD = field(
  'layout',
  v.pipe(v.string(), v.guard(isLayoutName)),
  LAYOUT_NAMES,
  (s) => s.tokenLayout,
  (s, tokenLayout) => suggestStandard({ ...s, tokenLayout }),
);

/** The fields that other defaults depend on. */
const LEADING_FIELDS = [ENCODER_FIELD, RELEVANCE_FIELD, LAYOUT_FIELD];

const FIELDS: Field[] = [
  ...LEADING_FIELDS,
  choiceField(
    'precision',
    ['', 'fp32', 'fp16', 'q8'],
    (s) => s.encoder.precision ?? '',
    (s, precision) => encoder(s, { precision: precision === '' ? null : precision }),
  ),
  choiceField(
    'tokens',
    ['last-but-one', 'last'],
    (s) => s.encoder.options.tokensFrom,
    (s, tokensFrom) => options(s, { tokensFrom }),
  ),
  choiceField(
    'framing',
    ['model', 'pad', 'crop', 'stretch'],
    (s) => s.encoder.options.framing,
    (s, framing) => options(s, { framing }),
  ),
  choiceField(
    'attention',
    ATTENTION_BLOCK_NAMES,
    (s) => nameAttentionBlock(s.encoder.options.attentionBlock),
    (s, name) => options(s, { attentionBlock: ATTENTION_BLOCKS[name] }),
  ),
  field(
    'sample',
    v.pipe(v.string(), v.regex(/^[\w-]{0,64}$/)),
    'the name of a sample',
    (s) => s.sample ?? '',
    (s, value) => ({ ...s, sample: value === '' ? null : value }),
  ),
  field(
    'q',
    v.pipe(v.string(), v.maxLength(LONGEST_QUESTION)),
    `a question of at most ${LONGEST_QUESTION} characters`,
    (s) => s.question,
    (s, question) => ({ ...s, question }),
  ),
  field(
    'm',
    v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number), v.minValue(1)),
    'a whole number from 1',
    (s) => s.parameters.budget,
    (s, budget) => parameters(s, { budget }),
  ),
  rangeField('tau', 'threshold'),
  rangeField('gamma', 'gamma'),
  rangeField('p', 'pruneRatio'),
  rangeField('epsilon', 'epsilon'),
  switchField('invert', (s) => s.parameters.invert, (s, invert) => parameters(s, { invert })),
  choiceField('graph', ['bipartite', 'full'], (s) => s.parameters.graph, (s, graph) => parameters(s, { graph })),
  choiceField('scope', ['joint', 'per-view'], (s) => s.parameters.scope, (s, scope) => parameters(s, { scope })),
  choiceField(
    'exponent',
    ['1', '0.5'],
    (s) => (s.parameters.relevanceExponent === 0.5 ? '0.5' : '1'),
    (s, exponent) => parameters(s, { relevanceExponent: Number(exponent) }),
  ),
  choiceField(
    'query',
    ['pooled', 'mean'],
    (s) => s.parameters.querySource,
    (s, querySource) => parameters(s, { querySource }),
  ),
  choiceField('device', ['auto', 'gpu', 'cpu'], (s) => s.device, (s, device) => ({ ...s, device })),
  choiceField('theme', THEMES, (s) => s.view.theme, (s, theme) => view(s, { theme })),
  choiceField('colours', COLOUR_MAP_NAMES, (s) => s.view.colourMap, (s, colourMap) => view(s, { colourMap })),
  field(
    'opacity',
    numberBetween(0, 1),
    'a number from 0 to 1',
    (s) => s.view.opacity,
    (s, opacity) => view(s, { opacity }),
  ),
  choiceField('redundancy', REDUNDANCY_MAPS, (s) => s.view.redundancyMap, (s, map) => view(s, { redundancyMap: map })),
  choiceField('figure', ['', ...FIGURE_IDS], (s) => s.view.figure ?? '', (s, figure) => view(s, { figure: figure === '' ? null : figure })),
  {
    key: COMPARE_KEY,
    read: (s) => encodeEntries(s.compare.entries),
    write: (s, text, methods) => {
      const entries = decodeEntries(text, methods);
      return entries ? compare(s, { entries }) : { expected: `1 to ${MOST_ENTRIES} methods with parameters that they have` };
    },
  },
  REGIONS_FIELD,
  SWEEP_FIELD,
  field(
    'sampling',
    v.pipe(v.string(), v.transform(parseSampling), v.custom<FrameSampling>((sampling) => sampling !== null)),
    SAMPLING_NAMES,
    (s) => s.sampling,
    (s, sampling) => ({ ...s, sampling }),
    nameSampling,
  ),
  switchField('standins', (s) => s.compare.allowStandIns, (s, allowStandIns) => compare(s, { allowStandIns })),
  switchField('parity', (s) => s.view.showParity, (s, showParity) => view(s, { showParity })),
  field(
    'views',
    v.pipe(v.string(), v.guard(isViewChoice)),
    'all, overview, tiles or the number of a view',
    (s) => s.view.shownViews,
    (s, shownViews) => view(s, { shownViews }),
  ),
  switchField('fates', (s) => s.view.colourByFate, (s, colourByFate) => view(s, { colourByFate })),
];

/** The hash, without `#`, of all settings that differ from the defaults. */
export function encodeSettings(settings: Settings): string {
  const search = new URLSearchParams();
  const defaults = defaultsBeside(settings);
  for (const known of FIELDS) {
    const text = known.read(settings);
    if (text !== known.read(LEADING_FIELDS.includes(known) ? DEFAULT_SETTINGS : defaults)) search.set(known.key, text);
  }
  return search.toString();
}

/** The defaults with the encoder and source of relevance of `settings`. */
function defaultsBeside(settings: Settings): Settings {
  return LEADING_FIELDS.reduce((defaults, { read, write }) => {
    const next = write(defaults, read(settings), []);
    return 'expected' in next ? defaults : next;
  }, DEFAULT_SETTINGS);
}

export interface DecodedSettings {
  settings: Settings;
  /** One sentence per value that was ignored. */
  problems: string[];
}

/** Whether a hash can only be read with the list of methods at hand. */
export function namesMethods(hash: string): boolean {
  return parseHash(hash).has(COMPARE_KEY);
}

function parseHash(hash: string): URLSearchParams {
  return new URLSearchParams(hash.replace(/^#/, ''));
}

/**
 * Reads a hash, with or without `#`. Never throws: bad values keep their default and are named in `problems`.
 * @param methods all that there are; of no matter unless `namesMethods(hash)`
 */
export function decodeSettings(hash: string, methods: readonly Method[]): DecodedSettings {
  const problems: string[] = [];
  let settings = DEFAULT_SETTINGS;
  const entries = [...parseHash(hash)].toSorted((a, b) => comesFirst(b) - comesFirst(a));
  for (const [key, text] of entries) {
    const known = FIELDS.find((candidate) => candidate.key === key);
    if (!known) {
      problems.push(`The link sets “${abbreviate(key)}”, which this page does not know; it was ignored.`);
      continue;
    }
    const next = known.write(settings, text, methods);
    if ('expected' in next) {
      problems.push(`The link sets ${key} to “${abbreviate(text)}”, but it must be ${next.expected}; the default is used.`);
    } else {
      settings = next;
    }
  }
  return { settings, problems };
}

/** What other defaults depend on. */
function comesFirst([key]: [string, string]): number {
  return Number(LEADING_FIELDS.some((leading) => leading.key === key));
}

function abbreviate(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

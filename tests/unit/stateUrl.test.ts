import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parameter, ParameterSchema, ParameterValue, ParameterValues } from '../../src/core/methods/parameters.ts';
import { METHODS } from '../../src/core/methods/registry.ts';
import { LAYOUT_PRESETS, nameTiling } from '../../src/core/tokenLayouts.ts';
import { MODELS } from '../../src/encoders/hub/registry.ts';
import { fitRegion, MOST_REGIONS } from '../../src/core/regions.ts';
import { COLOUR_MAP_NAMES, DEFAULT_SETTINGS, FIGURE_IDS, MOST_ENTRIES, REDUNDANCY_MAPS, THEMES, type CompareEntry, type Settings } from '../../src/state/settings.ts';
import { decodeSettings, encodeSettings, namesMethods } from '../../src/state/urlState.ts';

const steps = (min: number, max: number, divisor: number) => fc.integer({ min, max }).map((value) => value / divisor);

const entryArbitrary: fc.Arbitrary<CompareEntry> = fc
  .constantFrom(...METHODS)
  .chain(({ id, parameters: schema }) =>
    fc.record({
      method: fc.constant(id),
      // Parameters that are left out are not there at all.
      parameters: fc.record(mapParameters(schema), { requiredKeys: [] }) as fc.Arbitrary<ParameterValues>,
      question: fc.option(fc.string({ unit: 'grapheme', maxLength: 60 })),
    }),
  );

function mapParameters(schema: ParameterSchema): Record<string, fc.Arbitrary<ParameterValue>> {
  return Object.fromEntries(Object.entries(schema).map(([name, parameter]) => [name, valueArbitrary(parameter)]));
}

function valueArbitrary(parameter: Parameter): fc.Arbitrary<ParameterValue> {
  switch (parameter.kind) {
    case 'number':
      return parameter.isWhole
        ? fc.integer({ min: parameter.min, max: parameter.max })
        : fc.double({ min: parameter.min, max: parameter.max, noNaN: true }).map((value) => value + 0);
    case 'choice':
      return fc.constantFrom(...parameter.options.map(({ value }) => value));
    case 'switch':
      return fc.boolean();
    default:
      return parameter satisfies never;
  }
}

const regionArbitrary = fc
  .tuple(steps(0, 9000, 10_000), steps(0, 9000, 10_000), steps(100, 10_000, 10_000), steps(100, 10_000, 10_000))
  .map(([x, y, width, height]) => fitRegion({ x, y, width, height }));

const settingsArbitrary: fc.Arbitrary<Settings> = fc.record({
  device: fc.constantFrom('auto', 'gpu', 'cpu'),
  encoder: fc.record({
    model: fc.option(fc.constantFrom(...MODELS.map(({ id }) => id))),
    precision: fc.option(fc.constantFrom('fp32', 'fp16', 'q8')),
    options: fc.record({
      tokensFrom: fc.constantFrom('last-but-one', 'last'),
      relevanceSource: fc.constantFrom('paper', 'value-path'),
      framing: fc.constantFrom('model', 'pad', 'crop', 'stretch'),
      attentionBlock: fc.constantFrom(null, -1, -2),
    }),
  }),
  tokenLayout: fc.oneof(
    fc.constantFrom(...LAYOUT_PRESETS),
    fc.tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 1, max: 4 }), fc.boolean()).map(([rows, cols, hasBase]) => nameTiling({ rows, cols }, hasBase)),
  ),
  sampling: fc.record({
    count: fc.constantFrom(8, 16, 32, 64),
    range: fc.option(
      fc.tuple(fc.integer({ min: 0, max: 4_000_000 }), fc.integer({ min: 0, max: 4_000_000 })).map(([start, length]) => ({ start: start / 1000, end: (start + length) / 1000 })),
    ),
  }),
  sample: fc.option(fc.stringMatching(/^[a-z][\w-]{0,20}$/)),
  question: fc.string({ unit: 'grapheme', maxLength: 80 }),
  parameters: fc.record({
    budget: fc.integer({ min: 1, max: 20_000 }),
    threshold: steps(-20, 100, 100),
    gamma: steps(0, 200, 10),
    pruneRatio: steps(0, 95, 100),
    epsilon: fc.double({ min: 1e-8, max: 1e-3, noNaN: true }),
    invert: fc.boolean(),
    graph: fc.constantFrom('bipartite', 'full'),
    scope: fc.constantFrom('joint', 'per-view'),
    relevanceExponent: fc.constantFrom(1, 0.5),
    querySource: fc.constantFrom('pooled', 'mean'),
  }),
  compare: fc.record({
    entries: fc.array(entryArbitrary, { minLength: 1, maxLength: MOST_ENTRIES }),
    allowStandIns: fc.boolean(),
  }),
  regions: fc.array(regionArbitrary, { maxLength: MOST_REGIONS }),
  sweep: fc.constantFrom('', 'tau=-0.1:0.9:0.1;gamma=1,5;m=16:192:x4', 'p=0:0.5:×3'),
  view: fc.record({
    theme: fc.constantFrom(...THEMES),
    figure: fc.option(fc.constantFrom(...FIGURE_IDS)),
    colourMap: fc.constantFrom(...COLOUR_MAP_NAMES),
    opacity: steps(0, 20, 20),
    redundancyMap: fc.constantFrom(...REDUNDANCY_MAPS),
    showParity: fc.boolean(),
    colourByFate: fc.boolean(),
    shownViews: fc.constantFrom('all', 'overview', 'tiles', '1', '17'),
  }),
});

describe('settings in the URL', () => {
  it('come back as they were', () => {
    fc.assert(
      fc.property(settingsArbitrary, (settings) => {
        const decoded = decodeSettings(`#${encodeSettings(settings)}`, METHODS);
        expect(decoded.problems).toEqual([]);
        expect(decoded.settings).toEqual(settings);
      }),
    );
  });

  it('leave the defaults out', () => {
    expect(encodeSettings(DEFAULT_SETTINGS)).toBe('');
    expect(decodeSettings('', METHODS)).toEqual({ settings: DEFAULT_SETTINGS, problems: [] });
    const changed = { ...DEFAULT_SETTINGS, parameters: { ...DEFAULT_SETTINGS.parameters, threshold: 0.75 } };
    expect(encodeSettings(changed)).toBe('tau=0.75');
  });

  it('take the invert switch of a model as its default, wherever the encoder stands in the link', () => {
    const inverted = decodeSettings('#encoder=clip-vit-base-patch32', METHODS).settings;
    expect(inverted.parameters.invert).toBe(true);
    expect(encodeSettings(inverted)).toBe('encoder=clip-vit-base-patch32');
    expect(decodeSettings('#invert=0&encoder=clip-vit-base-patch32', METHODS).settings.parameters.invert).toBe(false);
    expect(decodeSettings('#encoder=siglip-base-patch16-224', METHODS).settings.parameters.invert).toBe(false);
  });

  it('take the invert switch of a source of relevance as its default, too', () => {
    const { settings } = decodeSettings('#relevance=value-path&encoder=clip-vit-base-patch32', METHODS);
    expect(settings.parameters.invert).toBe(false);
    expect(encodeSettings(settings)).toBe('encoder=clip-vit-base-patch32&relevance=value-path');
    const inverted = { ...settings, parameters: { ...settings.parameters, invert: true } };
    expect(encodeSettings(inverted)).toBe('encoder=clip-vit-base-patch32&relevance=value-path&invert=1');
    expect(decodeSettings('#invert=1&relevance=value-path&encoder=clip-vit-base-patch32', METHODS).settings).toEqual(inverted);
  });

  it('take the budget that suits the model’s tokens as the default', () => {
    const { settings } = decodeSettings('#encoder=clip-vit-base-patch16', METHODS);
    expect(settings.parameters.budget).toBe(22);
    const larger = { ...settings, parameters: { ...settings.parameters, budget: 64 } };
    expect(encodeSettings(larger)).toBe('encoder=clip-vit-base-patch16&m=64');
    expect(decodeSettings('#m=64&encoder=clip-vit-base-patch16', METHODS).settings).toEqual(larger);
  });

  it('take the budget that suits the token layout as the default, with the model’s tokens in either order', () => {
    const { settings } = decodeSettings('#layout=llava-next', METHODS);
    expect(settings).toMatchObject({ tokenLayout: 'llava-next', parameters: { budget: 320 } });
    expect(encodeSettings(settings)).toBe('layout=llava-next');
    for (const hash of ['#layout=tiles-2x3&encoder=clip-vit-base-patch16', '#encoder=clip-vit-base-patch16&layout=tiles-2x3']) {
      expect(decodeSettings(hash, METHODS).settings.parameters.budget).toBe(Math.round((6 * 196) / 9));
    }
    expect(decodeSettings('#m=64&layout=internvl3', METHODS).settings.parameters.budget).toBe(64);
  });

  it('select in each of several views unless they say otherwise', () => {
    expect(decodeSettings('#layout=llava-next', METHODS).settings.parameters.scope).toBe('per-view');
    const { settings } = decodeSettings('#scope=joint&layout=llava-next', METHODS);
    expect(settings.parameters.scope).toBe('joint');
    expect(encodeSettings(settings)).toBe('layout=llava-next&scope=joint');
  });

  it('name the frames of a video, with a range or without', () => {
    expect(decodeSettings('#sampling=16', METHODS).settings.sampling).toEqual({ count: 16, range: null });
    const { settings } = decodeSettings('#sampling=64:1.5-4', METHODS);
    expect(settings.sampling).toEqual({ count: 64, range: { start: 1.5, end: 4 } });
    expect(new URLSearchParams(encodeSettings(settings)).get('sampling')).toBe('64:1.5-4');
  });

  it.each(['7', '8:4-1', '8:', '8:1', 'all', '8:1-2-3', '8:-1-2'])('refuse the frames %s', (name) => {
    const { settings, problems } = decodeSettings(`#sampling=${name}`, METHODS);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toEqual([expect.stringContaining('must be 8, 16, 32, 64, or one of them with a range in seconds')]);
  });

  it.each(['tiles-9x9', 'tiles-1x1', 'llava'])('refuse the token layout %s', (name) => {
    const { settings, problems } = decodeSettings(`#layout=${name}`, METHODS);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problems).toEqual([expect.stringContaining('llava-1.5, llava-next, internvl3 or tiles-RxC')]);
  });

  it('refuse an encoder that is not in the picker', () => {
    const { settings, problems } = decodeSettings('#encoder=https://elsewhere.example/model', METHODS);
    expect(settings.encoder).toEqual(DEFAULT_SETTINGS.encoder);
    expect(problems).toHaveLength(1);
  });

  it.each([
    ['tau=7', 'threshold'],
    ['tau=', 'threshold'],
    ['tau=0x1', 'threshold'],
    ['m=0', 'budget'],
    ['m=1.5', 'budget'],
    ['gamma=Infinity', 'gamma'],
    ['p=NaN', 'pruneRatio'],
    ['invert=yes', 'invert'],
    ['graph=star', 'graph'],
  ] as const)('ignore %s and say so', (hash, parameter) => {
    const { settings, problems } = decodeSettings(`#${hash}`, METHODS);
    expect(settings.parameters[parameter]).toBe(DEFAULT_SETTINGS.parameters[parameter]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('must be');
  });

  it('names unknown keys and keeps the good values beside them', () => {
    const { settings, problems } = decodeSettings('#colour=red&tau=0.2', METHODS);
    expect(settings.parameters.threshold).toBe(0.2);
    expect(problems).toEqual(['The link sets “colour”, which this page does not know; it was ignored.']);
  });

  it('never throw on arbitrary text', () => {
    fc.assert(
      fc.property(fc.string(), (hash) => {
        const { settings } = decodeSettings(hash, METHODS);
        expect(settings.parameters.budget).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it.each(['nothing', 'script,tau=3', 'script,threshold=7', 'script,threshold=', 'visionzip;', 'random,seed=1.5', `${'script;'.repeat(8)}script`, 'script,question=%'])(
    'compare=%s is refused as a whole, and said so',
    (text) => {
      const { settings, problems } = decodeSettings(`compare=${encodeURIComponent(text)}`, METHODS);
      expect(settings.compare).toEqual(DEFAULT_SETTINGS.compare);
      expect(problems).toHaveLength(1);
    },
  );

  it('compared methods are all that needs the list of methods', () => {
    expect(namesMethods('#compare=script')).toBe(true);
    expect(namesMethods('compare=')).toBe(true);
    expect(namesMethods('#figure=compare&standins=1')).toBe(false);
    const { settings, problems } = decodeSettings('#figure=compare&standins=1&tau=0.2', []);
    expect(settings).toMatchObject({ view: { figure: 'compare' }, parameters: { threshold: 0.2 }, compare: { ...DEFAULT_SETTINGS.compare, allowStandIns: true } });
    expect(problems).toEqual([]);
  });

  it('compared methods stay readable', () => {
    const entries: CompareEntry[] = [
      { method: 'script', parameters: { threshold: 0.3 }, question: null },
      { method: 'script', parameters: {}, question: 'Cats; dogs, 50 % = half?' },
    ];
    const hash = encodeSettings({ ...DEFAULT_SETTINGS, compare: { entries, allowStandIns: true } });
    expect(new URLSearchParams(hash).get('compare')).toBe('script,threshold=0.3;script,question=Cats%3B dogs%2C 50 %25 %3D half?');
    expect(new URLSearchParams(hash).get('standins')).toBe('1');
    expect(decodeSettings(hash, METHODS).settings.compare.entries).toEqual(entries);
  });
});

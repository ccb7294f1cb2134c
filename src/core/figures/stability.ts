/**
 * How much the kept set owes to the exact values of tau, gamma and p: which tokens survive when they are moved a little.
 */
import { overlap } from '../scoreCard/measures.ts';
import { countDiscarded, selectFinal, walkIsComplete } from '../script/finalSelection.ts';
import type { TokenGeometry } from '../kernels.ts';
import type { ScriptParameters } from '../script/scriptSelection.ts';
import { PARAMETER_RANGES } from '../script/scriptParameters.ts';
import type { EdgeSums } from '../cpu/redundancy.ts';
import { continueOrder, countEdges, findSurvivors, takeBlock, type RangeSimilarity } from './scriptOnGeometry.ts';
import { keepAfter, type SelectionPart } from './selectionParts.ts';
import type { Sliced } from './slices.ts';

/** The parameters that are moved. The greedy order depends on none of them, so it is walked anew, never searched anew. */
export const MOVED = ['threshold', 'gamma', 'pruneRatio'] as const;
export type Moved = (typeof MOVED)[number];

/** How far from the current values, either way. */
export const REACHES = {
  small: { threshold: 0.05, gamma: 2.5, pruneRatio: 0.075 },
  medium: { threshold: 0.1, gamma: 5, pruneRatio: 0.15 },
  large: { threshold: 0.2, gamma: 10, pruneRatio: 0.3 },
} as const satisfies Record<string, Record<Moved, number>>;
export type Reach = keyof typeof REACHES;

/** Values per parameter in the grid, and along the line of a parameter that moves alone. */
const GRID_VALUES = 5;
const LINE_VALUES = 21;

/** A token that survives at least this share of the settings counts as firm. */
export const FIRM = 0.9;

export type Setting = Pick<ScriptParameters, Moved>;

/** Values of each parameter, ascending; the current one is among them. */
export type Values = Record<Moved, number[]>;

export interface SensitivityPoint {
  value: number;
  /** Intersection over union with the current set; a mean where several settings share the value. */
  overlap: number;
}

export interface Stability {
  /** f64[n], share of the settings in whose final set the token is. */
  share: Float64Array;
  /** Number of settings. */
  settings: number;
  /** Mean overlap of their final sets with the current one. */
  meanOverlap: number;
  /** One parameter moves, the others stay. */
  alone: Record<Moved, SensitivityPoint[]>;
  /** Mean over all settings of the grid that share a value. */
  together: Record<Moved, SensitivityPoint[]>;
}

export interface StabilityInputs {
  geometry: TokenGeometry;
  parts: readonly SelectionPart[];
  /** The current set. */
  kept: Uint32Array;
  parameters: Pick<ScriptParameters, Moved | 'graph' | 'epsilon' | 'relevanceExponent'>;
}

/** Values around the current ones, equally spaced; what lies outside of a parameter's range counts once, at its end. */
export function listNearby(current: Setting, reach: Reach, count = GRID_VALUES): Values {
  const spread = (name: Moved) => {
    const { min, max } = PARAMETER_RANGES[name];
    const middle = (count - 1) / 2;
    const values = Array.from({ length: count }, (_, index) => current[name] + (REACHES[reach][name] * (index - middle)) / middle);
    // Rounding removes what sums of decimal fractions leave, so that values that are the same are equal.
    return [...new Set(values.map((value) => Number(Math.min(Math.max(value, Math.min(min, current[name])), Math.max(max, current[name])).toFixed(6))))];
  };
  return { threshold: spread('threshold'), gamma: spread('gamma'), pruneRatio: spread('pruneRatio') };
}

/** The final set (Sec. 4.3) of every setting of the grid, and of every parameter moved alone, with the current budget and question. */
export function* measureStability(inputs: StabilityInputs, reach: Reach): Sliced<Stability> {
  const { geometry, kept, parameters } = inputs;
  const current: Setting = { threshold: parameters.threshold, gamma: parameters.gamma, pruneRatio: parameters.pruneRatio };
  const grid = listNearby(current, reach);
  const lines = listNearby(current, reach, LINE_VALUES);
  const selector = new SettingSelector(inputs);
  const settings = grid.threshold.length * grid.gamma.length * grid.pruneRatio.length;
  const total = settings + lines.threshold.length + lines.gamma.length + lines.pruneRatio.length;
  let done = 0;
  const select = function* (setting: Setting): Generator<number, Uint32Array> {
    yield done / total;
    for (const step of selector.prepare(setting)) if (step) yield done / total;
    done += 1;
    return selector.select(setting);
  };

  const share = new Float64Array(geometry.n);
  const samples: { setting: Setting; overlap: number }[] = [];
  for (const setting of listSettings(grid)) {
    const set = yield* select(setting);
    for (const token of set) share[token] += 1 / settings;
    samples.push({ setting, overlap: overlap(kept, set) });
  }
  const alone: Stability['alone'] = { threshold: [], gamma: [], pruneRatio: [] };
  for (const name of MOVED) {
    for (const value of lines[name]) alone[name].push({ value, overlap: overlap(kept, yield* select({ ...current, [name]: value })) });
  }
  // Sums of fractions may miss 1 by a rounding error, and whole shares are what is counted.
  const exact = share.map((value) => Math.round(value * settings) / settings);
  const together = Object.fromEntries(MOVED.map((name) => [name, averageByValue(samples, name, grid[name])])) as Stability['together'];
  return { share: exact, settings, meanOverlap: mean(samples.map((sample) => sample.overlap)), alone, together };
}

/** Settings in the order in which the least has to be computed anew. */
function listSettings(grid: Values): Setting[] {
  return grid.threshold.flatMap((threshold) => grid.gamma.flatMap((gamma) => grid.pruneRatio.map((pruneRatio) => ({ threshold, gamma, pruneRatio }))));
}

function averageByValue(samples: readonly { setting: Setting; overlap: number }[], name: Moved, values: readonly number[]): SensitivityPoint[] {
  return values.map((value) => ({ value, overlap: mean(samples.filter(({ setting }) => setting[name] === value).map((sample) => sample.overlap)) }));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Selects with one setting after another, and repeats only what the last change of setting invalidates. */
class SettingSelector {
  private readonly parts: PartSelector[];

  constructor({ geometry, parts, parameters }: StabilityInputs) {
    this.parts = parts.map((part) => new PartSelector(part, takeBlock(geometry, part.range), parameters));
  }

  /** Everything that may take long; yields true where it is worth to pause. */
  *prepare(setting: Setting): Generator<boolean> {
    for (const part of this.parts) yield* part.prepare(setting);
  }

  /** Kept tokens, ascending. */
  select({ pruneRatio }: Setting): Uint32Array {
    return Uint32Array.from(this.parts.flatMap((part) => part.select(pruneRatio)));
  }
}

class PartSelector {
  private readonly part: SelectionPart;
  private readonly range: RangeSimilarity;
  private readonly parameters: StabilityInputs['parameters'];
  private readonly order: GrowingOrder;
  private edges: { threshold: number; sums: EdgeSums } | null = null;
  private scored: { threshold: number; gamma: number; ranking: Uint32Array } | null = null;

  constructor(part: SelectionPart, range: RangeSimilarity, parameters: StabilityInputs['parameters']) {
    this.part = part;
    this.range = range;
    this.parameters = parameters;
    this.order = new GrowingOrder(part, range, parameters);
  }

  *prepare(setting: Setting): Generator<boolean> {
    const { threshold, gamma, pruneRatio } = setting;
    if (this.edges?.threshold !== threshold) {
      this.edges = { threshold, sums: countEdges(this.range, { graph: this.parameters.graph, threshold }) };
      yield true;
    }
    if (this.scored?.threshold !== threshold || this.scored.gamma !== gamma) {
      const { ranking } = findSurvivors(this.edges.sums, setting, this.part.budget);
      this.scored = { threshold, gamma, ranking };
    }
    yield* this.order.reach(this.survivorsAt(pruneRatio), this.part.budget);
  }

  select(pruneRatio: number): number[] {
    const { range, relevance, budget } = this.part;
    const { indices } = selectFinal(this.order.picks, this.survivorsAt(pruneRatio), relevance, budget);
    return Array.from(indices, (token) => range.start + token);
  }

  private survivorsAt(pruneRatio: number): Uint8Array {
    const { count } = this.part.range;
    return keepAfter(this.scored?.ranking ?? this.part.ranking, countDiscarded(count, this.part.budget, pruneRatio));
  }
}

/** A greedy order that begins with the picks that are known and grows as far as walks need it. */
class GrowingOrder {
  picks: number[];
  private ended: boolean;
  private further: Generator<number | null> | null = null;
  private readonly part: SelectionPart;
  private readonly range: RangeSimilarity;
  private readonly parameters: StabilityInputs['parameters'];

  constructor(part: SelectionPart, range: RangeSimilarity, parameters: StabilityInputs['parameters']) {
    this.part = part;
    this.range = range;
    this.parameters = parameters;
    this.picks = Array.from(part.order);
    // Where the current walk met too few survivors, it saw the end of the order.
    const survives = keepAfter(part.ranking, part.discarded);
    this.ended = part.order.length === part.range.count || !walkIsComplete(part.order, survives, part.budget);
  }

  /** Grows until a walk that keeps `survives` is full, or the order ends. */
  *reach(survives: Uint8Array, budget: number): Generator<boolean> {
    while (!this.ended && !walkIsComplete(this.picks, survives, budget)) {
      this.further ??= continueOrder(this.range, this.part, this.parameters);
      const { done, value } = this.further.next();
      if (done) this.ended = true;
      else if (value !== null) this.picks.push(value);
      yield true;
    }
  }
}

export interface StabilityCounts {
  always: number;
  sometimes: number;
  never: number;
  /** Tokens of the current set that survive at least FIRM of the settings. */
  firm: number;
  /** Tokens of the current set that survive less than half of the settings. */
  shaky: number;
}

/** @param share f64[n] */
export function countStability(share: ArrayLike<number>, kept: ArrayLike<number>): StabilityCounts {
  const counts: StabilityCounts = { always: 0, sometimes: 0, never: 0, firm: 0, shaky: 0 };
  for (let token = 0; token < share.length; token++) {
    if (share[token] === 1) counts.always += 1;
    else if (share[token] === 0) counts.never += 1;
    else counts.sometimes += 1;
  }
  for (let i = 0; i < kept.length; i++) {
    if (share[kept[i]] >= FIRM) counts.firm += 1;
    if (share[kept[i]] < 0.5) counts.shaky += 1;
  }
  return counts;
}

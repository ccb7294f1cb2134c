/**
 * The result of a run as plain JSON: the same fields from the page's "Export JSON" and from the headless program.
 */
import type { DeviceDescription, Timing } from './kernels.ts';
import type { Selection } from './methods/method.ts';
import type { ParameterValues } from './methods/parameters.ts';
import type { ScriptParameters, ScriptSelection } from './script/scriptSelection.ts';
import type { Layout } from './tokens.ts';

export interface ExportedResult {
  method: string;
  n: number;
  d: number;
  budget: number;
  device: { kind: 'gpu' | 'cpu'; adapter: string };
  /** Kept tokens, ascending. */
  selected: number[];
  /** Greedy picks as far as they were computed, at least k* of them. */
  order: number[];
  gains: number[];
  degree: number[];
  score: number[];
  relevance: { raw: number[] | null; normalized: number[] };
  kStar: number;
  intersectionAtM: number;
  supplemented: number;
  pEffective: number;
  timings: Timing[];
  warnings: string[];
  parameters: ScriptParameters;
  question?: string;
  image?: string;
  layout?: Layout;
}

/** Plain numbers and arrays in place of typed ones; `about` names the source where there is one. */
export function toExport(
  selection: ScriptSelection,
  { d, device, parameters, ...about }: {
    d: number;
    device: DeviceDescription;
    parameters: ScriptParameters;
    question?: string;
    image?: string;
    layout?: Layout;
  },
): ExportedResult {
  const { maps, trace } = selection;
  return {
    method: selection.method,
    n: selection.n,
    d,
    budget: selection.budget,
    device: { kind: device.kind, adapter: device.adapter },
    selected: Array.from(selection.indices),
    order: Array.from(trace.order),
    gains: Array.from(trace.gains),
    degree: Array.from(maps.degree),
    score: Array.from(maps.score),
    relevance: {
      raw: maps.rawRelevance && Array.from(maps.rawRelevance),
      normalized: Array.from(maps.relevance),
    },
    kStar: selection.kStar,
    intersectionAtM: selection.intersectionAtM,
    supplemented: selection.supplemented,
    pEffective: selection.pEffective,
    timings: selection.timings,
    warnings: selection.warnings,
    parameters,
    ...about,
  };
}

/** What any method keeps, as plain JSON. */
export interface ExportedSelection {
  method: string;
  n: number;
  d: number;
  budget: number;
  device: { kind: 'gpu' | 'cpu'; adapter: string };
  /** Kept tokens, ascending. */
  selected: number[];
  extraTokens: { title: string; count: number }[];
  /** For each token the one it was merged into; null if the method merges nothing. */
  assignment: number[] | null;
  roles: { title: string; tokens: number[] }[];
  /** What the method ranks by, one value per token. */
  ranking: { title: string; values: number[] } | null;
  trace: { order: number[]; values: number[] } | null;
  /** Visual tokens in every layer of the language model, for methods that prune inside it. */
  schedule: number[] | null;
  standIns: string[];
  notes: string[];
  parameters: ParameterValues;
  /** Time of the selection, in ms. */
  milliseconds: number;
  question?: string;
  image?: string;
  layout?: Layout;
}

/** Plain numbers and arrays in place of typed ones; `about` names the source where there is one. */
export function toSelectionExport(
  { method, n, budget, indices, extraTokens, assignment, roles, ranking, trace, schedule, standIns, notes }: Selection,
  { device, ...about }: Pick<ExportedSelection, 'd' | 'parameters' | 'milliseconds' | 'question' | 'image' | 'layout'> & { device: DeviceDescription },
): ExportedSelection {
  return {
    method,
    n,
    budget,
    device: { kind: device.kind, adapter: device.adapter },
    selected: Array.from(indices),
    extraTokens,
    assignment: assignment && Array.from(assignment),
    roles: roles.map(({ title, tokens }) => ({ title, tokens: Array.from(tokens) })),
    ranking: ranking && { title: ranking.title, values: Array.from(ranking.values) },
    trace: trace && { order: Array.from(trace.order), values: Array.from(trace.values) },
    schedule: schedule && [...schedule],
    standIns,
    notes,
    ...about,
  };
}

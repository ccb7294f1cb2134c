/** Loads the independent reference cases of tests/golden and judges a `Kernels` implementation by them. */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { FATES, type ScriptParameters, type ScriptSelection } from '../../src/core/script/scriptSelection.ts';
import { logDeterminant, sumLogRelevance } from '../../src/core/logDeterminant.ts';
import { runScript } from '../../src/core/script/runScript.ts';
import type { Kernels, WorkspaceSource } from '../../src/core/kernels.ts';
import { openParts } from '../../src/core/openParts.ts';
import { stopResidual } from '../../src/core/numerics.ts';
import { readNpy } from '../../src/core/npy.ts';
import { replayGreedy } from '../../src/core/reference/greedyDpp.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import type { Matrix, Query } from '../../src/core/tokens.ts';
import type { Workspace } from '../../src/core/workspace.ts';

const FOLDER = fileURLToPath(new URL('../golden/', import.meta.url));

export interface GoldenSetting {
  m: number;
  tau: number;
  gamma: number;
  p: number;
  selected: number[];
  kStar: number;
  intersectionAtM: number;
  supplemented: number;
  degree?: number[];
  score?: number[];
  nearThresholdPairs?: number;
  exact?: boolean;
  pEffective?: number;
  logTerms?: { relevance: number | null; diversity: number | null };
  normalized?: number[];
}

export interface GoldenCase {
  name: string;
  n: number;
  d: number;
  views: number;
  graph: 'bipartite' | 'full';
  invert: boolean;
  tokens: Matrix;
  joint: Matrix;
  query: Query | null;
  relevance: { raw: number[] | null; normalized: number[] };
  dpp: { epsilon: number; order: number[]; gains: number[]; robustPrefix: number };
  script: GoldenSetting[];
  perView: GoldenSetting[];
  /** Farthest-point order of the tokens. */
  divprune: number[];
}

/** Every case in tests/golden, by name. */
export function loadGoldenCases(): GoldenCase[] {
  return readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(`${FOLDER}${entry.name}/expected.json`))
    .map((entry) => loadCase(entry.name));
}

function loadCase(name: string): GoldenCase {
  const expected = JSON.parse(readFileSync(`${FOLDER}${name}/expected.json`, 'utf8'));
  const read = (file: string) => readNpy(readFileSync(`${FOLDER}${name}/${file}`), `${name}/${file}`);
  const query = existsSync(`${FOLDER}${name}/query.npy`)
    ? { id: name, embeddings: read('query.npy'), pieces: [], truncated: false }
    : null;
  return {
    ...expected,
    graph: expected.split,
    perView: expected.perView ?? [],
    tokens: read('tokens.npy'),
    joint: read('joint.npy'),
    query,
  };
}

function toSource({ n, d, tokens, joint }: GoldenCase): WorkspaceSource {
  return { n, d, tokens: tokens.data, joint: { e: joint.cols, data: joint.data } };
}

/** Runs every setting of a case on the kernels and checks each number by its rule. */
export async function judgeCase(kernels: Kernels, golden: GoldenCase): Promise<void> {
  const similarity = computeSimilarity(golden.tokens.data, golden.n, golden.d);
  const parts = await openParts(kernels, toSource(golden), 1);
  let picksJudged = 0;
  for (const setting of golden.script) {
    const parameters = toParameters(golden, setting, 'joint');
    const selection = await runScript({ n: golden.n, parts, query: golden.query }, parameters);
    judgeRelevance(selection, golden);
    // All settings walk the same order, which only grows: a replay is due when it has.
    if (selection.trace.order.length > picksJudged) judgeOrder(selection, golden, similarity);
    picksJudged = Math.max(picksJudged, selection.trace.order.length);
    judgeRedundancy(selection, setting, golden, similarity);
    judgeSelection(selection, setting);
    if (setting.exact) await judgeDeterminant(parts[0].workspace, selection, setting);
  }
  for (const part of parts) part.workspace.destroy();
  if (golden.perView.length > 0) await judgePerView(kernels, golden);
}

async function judgePerView(kernels: Kernels, golden: GoldenCase): Promise<void> {
  const parts = await openParts(kernels, toSource(golden), golden.views);
  for (const setting of golden.perView) {
    const parameters = toParameters(golden, setting, 'per-view');
    const selection = await runScript({ n: golden.n, parts, query: golden.query }, parameters);
    expectClose(selection.maps.relevance, setting.normalized ?? [], () => 3e-5, 'normalized relevance per view');
    judgeSelection(selection, { ...setting, exact: true });
  }
  for (const part of parts) part.workspace.destroy();
}

function toParameters(golden: GoldenCase, setting: GoldenSetting, scope: ScriptParameters['scope']): ScriptParameters {
  return {
    budget: setting.m,
    threshold: setting.tau,
    gamma: setting.gamma,
    pruneRatio: setting.p,
    epsilon: golden.dpp.epsilon,
    invert: golden.invert,
    graph: golden.graph,
    scope,
    relevanceExponent: 1,
    querySource: 'mean',
  };
}

function judgeRelevance(selection: ScriptSelection, golden: GoldenCase): void {
  const { raw, normalized } = golden.relevance;
  if (raw === null) expect(selection.maps.rawRelevance).toBeNull();
  else expectClose(selection.maps.rawRelevance ?? [], raw, mapTolerance, 'raw relevance');
  const range = raw === null ? 1 : Math.max(...raw) - Math.min(...raw);
  expectClose(selection.maps.relevance, normalized, () => 1e-5 + 2e-6 / Math.max(range, 1e-6), 'normalized relevance');
}

/** Every pick, replayed in float64 on the run's own r, is within 3e-5 of the best; the robust prefix is equal. */
function judgeOrder(selection: ScriptSelection, golden: GoldenCase, similarity: Float64Array): void {
  const { order, gains } = selection.trace;
  const parameters = { epsilon: golden.dpp.epsilon, relevanceExponent: 1 };
  const replay = replayGreedy(similarity, selection.maps.relevance, parameters, order);
  expect(Math.max(...replay.shortfalls), 'largest shortfall of a pick').toBeLessThanOrEqual(3e-5);
  expectClose(gains, replay.residuals, () => 1e-5, 'gains');
  if (selection.supplemented > 0) {
    expect(replay.left, 'residual left by an ended order').toBeLessThanOrEqual(stopResidual(golden.dpp.epsilon) + 3e-5);
  }
  const prefix = Math.min(golden.dpp.robustPrefix, order.length);
  expect(Array.from(order.slice(0, prefix))).toEqual(golden.dpp.order.slice(0, prefix));
}

function judgeRedundancy(selection: ScriptSelection, setting: GoldenSetting, golden: GoldenCase, similarity: Float64Array): void {
  const exempt = new Set<number>();
  for (let i = 0; i < golden.n; i++) {
    for (let j = 0; j < golden.n; j++) {
      if (i !== j && Math.abs(similarity[i * golden.n + j] - setting.tau) <= 2e-6) exempt.add(i);
    }
  }
  const { degree, score } = setting;
  if (!degree || !score) throw new Error('A joint golden setting must carry degree and score.');
  for (let i = 0; i < golden.n; i++) {
    if (exempt.has(i)) continue;
    expect(selection.maps.degree[i], `degree of token ${i}`).toBe(degree[i]);
    const tolerance = mapTolerance(score[i]);
    expect(Math.abs(selection.maps.score[i] - score[i]), `score of token ${i}`).toBeLessThanOrEqual(tolerance);
  }
}

function judgeSelection(selection: ScriptSelection, setting: GoldenSetting): void {
  expect(selection.indices.length).toBe(setting.selected.length);
  for (let i = 1; i < selection.indices.length; i++) expect(selection.indices[i]).toBeGreaterThan(selection.indices[i - 1]);
  const kept = selection.fate.filter((code) => code <= FATES.indexOf('filled')).length;
  expect(kept).toBe(selection.indices.length);
  if (setting.pEffective !== undefined) expect(selection.pEffective).toBeCloseTo(setting.pEffective, 12);
  if (!setting.exact) return;
  expect(Array.from(selection.indices)).toEqual(setting.selected);
  expect(selection.kStar).toBe(setting.kStar);
  expect(selection.intersectionAtM).toBe(setting.intersectionAtM);
  expect(selection.supplemented).toBe(setting.supplemented);
}

/** The two terms of log det; null in a case stands for minus infinity. */
async function judgeDeterminant(workspace: Workspace, selection: ScriptSelection, { logTerms }: GoldenSetting): Promise<void> {
  if (!logTerms) throw new Error('A joint golden setting must carry logTerms.');
  const { indices, maps } = selection;
  const among = await workspace.similarityAmong(indices);
  judgeTerm('2 sum ln r', sumLogRelevance(maps.relevance, indices), logTerms.relevance);
  judgeTerm('ln det S', logDeterminant(among, indices.length), logTerms.diversity);
}

function judgeTerm(what: string, got: number, want: number | null): void {
  if (want === null) expect(got, what).toBe(-Infinity);
  else expect(Math.abs(got - want), what).toBeLessThanOrEqual(1e-3 * Math.max(Math.abs(want), 1));
}

function mapTolerance(want: number): number {
  return 1e-4 * Math.max(Math.abs(want), 1e-2);
}

function expectClose(
  got: ArrayLike<number>,
  want: ArrayLike<number>,
  tolerance: (want: number) => number,
  what: string,
): void {
  expect(got.length, `length of ${what}`).toBe(want.length);
  for (let i = 0; i < want.length; i++) {
    const difference = Math.abs(got[i] - want[i]);
    if (!(difference <= tolerance(want[i]))) {
      expect.fail(`${what}[${i}] is ${got[i]}, expected ${want[i]} within ${tolerance(want[i])}`);
    }
  }
}

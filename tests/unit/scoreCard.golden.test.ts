/** The score card against measures that an independent program computed for the runs of every method. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { openNpz } from '../../src/core/npz.ts';
import { computeRelevance } from '../../src/core/reference/relevance.ts';
import { computeSimilarity } from '../../src/core/reference/similarity.ts';
import { measureSelection, type ScoreCard } from '../../src/core/scoreCard/scoreCard.ts';

const FOLDER = fileURLToPath(new URL('../golden/methods/', import.meta.url));
const CASES = readdirSync(FOLDER).filter((name) => existsSync(`${FOLDER}${name}/inputs.npz`));

type Expected = Record<
  'logDet' | 'minDistance' | 'meanDistance' | 'effectiveRank' | 'coverage' | 'reconstructionError' | 'relevanceMass' | 'attentionKept' | 'spatialSpread',
  number | null
>;

/**
 * How far a measure may be off, as a share of its size. Where tokens nearly depend on one another, the determinant and
 * the square roots of the smallest eigenvalues magnify the rounding of similarities to float32.
 */
const TOLERANCES: Record<keyof Expected, number> = {
  logDet: 1e-3,
  minDistance: 1e-5,
  meanDistance: 1e-5,
  effectiveRank: 1e-3,
  coverage: 1e-5,
  reconstructionError: 1e-5,
  relevanceMass: 1e-5,
  attentionKept: 1e-5,
  spatialSpread: 1e-5,
};

interface Run {
  method: string;
  budget: number;
  /** False for a run without one. */
  question?: boolean;
  kept: number[] | null;
  measures: Expected | null;
}

interface Case {
  n: number;
  rows: number;
  cols: number;
  views: number;
  runs: Run[];
}

/** Under the names of the expectations; not finite is null there. */
function nameAsExpected(card: ScoreCard): Expected {
  const diversity = card.logDeterminant?.diversity ?? -Infinity;
  return {
    logDet: Number.isFinite(diversity) ? diversity : null,
    minDistance: card.minimumDistance,
    meanDistance: card.meanDistance,
    effectiveRank: card.effectiveRank,
    coverage: card.coverage,
    reconstructionError: card.reconstructionError,
    relevanceMass: card.relevanceMass,
    attentionKept: card.attentionKept,
    spatialSpread: card.spatialSpread,
  };
}

describe('the score card of golden runs', () => {
  it.each(CASES)('%s', (name) => {
    const { n, rows, cols, views, runs } = JSON.parse(readFileSync(`${FOLDER}${name}/expected.json`, 'utf8')) as Case;
    const { tensors } = openNpz(readFileSync(`${FOLDER}${name}/inputs.npz`), name);
    const read = (key: string) => {
      const tensor = tensors.get(key)?.();
      if (!tensor) throw new Error(`${name} holds no ${key}.`);
      return tensor;
    };
    const tokens = read('tokens');
    const joint = read('joint');
    const d = tokens.shape[1];
    const similarity = computeSimilarity(tokens.data, n, d);
    const geometry = {
      n,
      similarity: Float32Array.from(similarity),
      norms: Float32Array.from({ length: n }, (_, token) => Math.hypot(...tokens.data.subarray(token * d, (token + 1) * d))),
    };
    const query = { rows: 1, data: read('pooled').data };
    const relevance = computeRelevance(joint.data, n, joint.shape[1], query, false).normalized;
    const attention = read('classAttention').data;
    const grids = Array.from({ length: views }, (_, view) => ({ rows, cols, offset: view * rows * cols }));
    const measured = runs.filter(({ measures }) => measures !== null);
    expect(measured.length).toBeGreaterThan(10);
    for (const { method, budget, question = true, kept, measures } of measured) {
      const inputs = { kept: kept ?? [], relevance: question ? relevance : null, attention, views: grids, milliseconds: null };
      const card = runToEnd(measureSelection(geometry, inputs));
      const found = nameAsExpected(card);
      for (const key of Object.keys(found) as (keyof Expected)[]) {
        const [value, wanted] = [found[key], measures?.[key] ?? null];
        const label = `${key} of ${method} with ${budget}`;
        if (value === null || wanted === null) expect(value, label).toBe(wanted);
        else expect(Math.abs(value - wanted), `${label}: ${value} for ${wanted}`).toBeLessThanOrEqual(TOLERANCES[key] * Math.max(1, Math.abs(wanted)));
      }
    }
  });
});

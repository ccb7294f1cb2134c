import { describe, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { cellAt, countCells, parsePlan } from '../../src/core/tuning/plan.ts';
import { TokenSets } from '../../src/engine/tokenSets.ts';
import { sweepCellsOf } from '../../src/engine/tuningRuns.ts';
import { makeTokens } from '../support/randomTokens.ts';

const { threshold, gamma, pruneRatio, ...BASE } = DEFAULT_PARAMETERS;
const PLAN = parsePlan('tau=0,0.2,0.4;gamma=1,10;p=0.3,0.8;m=4,16', { threshold, gamma, pruneRatio, budget: 4 });
const SIGNAL = new AbortController().signal;

async function hold(n = 40, d = 12) {
  const tokenSets = new TokenSets();
  const tokens = makeTokens(n, d, 3);
  const source = { n, d, tokens, joint: { e: d, data: tokens } };
  const { tokenSetId } = await tokenSets.add(createCpuKernels(), { source, grid: { views: 1, rows: 5, cols: 8 }, query: null, extras: {} }, SIGNAL);
  const queryId = tokenSets.addQuery({ embeddings: { rows: 1, cols: d, data: makeTokens(1, d, 4) }, pieces: [], truncated: false });
  const request = { kind: 'sweepCells', tokenSetId, queryId, base: BASE, plan: PLAN, regionTokens: new Uint32Array() } as const;
  return { tokenSets, request };
}

describe('a sweep in the worker', () => {
  test('gives what selections give, in pieces, with the sliders moved in between', async () => {
    const { tokenSets, request } = await hold();
    const { tokenSetId, queryId } = request;
    const kStars: number[] = [];
    for (let requests = 0; kStars.length < countCells(PLAN); requests++) {
      expect(requests).toBeLessThan(1000);
      const cells = await sweepCellsOf(tokenSets, { ...request, from: kStars.length }, SIGNAL);
      kStars.push(...cells.map(({ kStar }) => kStar));
      await tokenSets.select({ kind: 'select', tokenSetId, queryId, parameters: { ...DEFAULT_PARAMETERS, threshold: 0.33, epsilon: 1e-4, budget: 2 } }, SIGNAL);
    }
    for (const [index, kStar] of kStars.entries()) {
      const { selection } = await tokenSets.select({ kind: 'select', tokenSetId, queryId, parameters: { ...BASE, ...cellAt(PLAN, index) } }, SIGNAL);
      expect(kStar).toBe(selection.kStar);
    }
    expect(new Set(kStars).size).toBeGreaterThan(2);
  });

  test('refuses a budget above the tokens, and tokens that are gone', async () => {
    const { tokenSets, request } = await hold();
    await expect(sweepCellsOf(tokenSets, { ...request, plan: { ...PLAN, budget: [4, 41] }, from: 0 }, SIGNAL)).rejects.toThrow('The budget m is 41');
    await tokenSets.release(request.tokenSetId);
    await expect(sweepCellsOf(tokenSets, { ...request, from: 0 }, SIGNAL)).rejects.toThrow('not held any more');
  });
});

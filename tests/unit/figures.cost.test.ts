import { describe, expect, it } from 'vitest';
import { LLAMA_13B, LLAMA_7B } from '../../src/core/costModel.ts';
import { checkPrintedCosts, judgeCost } from '../../src/core/figures/costChecks.ts';
import { toCsv } from '../../src/core/figures/dataTable.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { drawCost } from '../../src/ui/figures/cost/costDrawing.tsx';
import { chooseModel, costOf, describeOrigin, toCostTable } from '../../src/ui/figures/cost/costFigureState.ts';
import { drawSheet } from '../support/figures.tsx';
import { renderAtWidths } from '../support/figureWidths.tsx';

const scenario = { model: LLAMA_7B, before: 576, after: 64, text: 0 };

describe('the numbers of TFLOPs that the paper prints', () => {
  it('are explained one by one', () => {
    const verdicts = checkPrintedCosts().map((check) => `${check.source}: ${check.tokens} ${check.printed} ${describeOrigin(check)}`);
    expect(verdicts).toEqual([
      'Table 2: 576 3.817 exact',
      'Table 2: 192 1.253 exact',
      'Table 2: 128 0.833 exact',
      'Table 2: 64 0.415 truncated',
      'Table 2: 32 0.208 exact',
      'Table 2: 16 0.103 truncated',
      'Table 3: 2880 20.825 exact',
      'Table 3: 640 4.627 scaled linearly',
      'Table 3: 320 2.314 scaled linearly',
      'Table 3: 160 1.156 scaled linearly',
      'Table 6, unpruned: 2880 41.7 exact × 2',
      'Table 6, DivPrune: 320 4.2 exact × 2',
      'Table 6, Script: 320 4.1 not reproduced',
      'Table 8: 576 3.817 7B number',
      'Table 8: 128 0.833 7B number',
      'Table 8: 64 0.415 7B number, truncated',
      'Table 8: 32 0.208 7B number',
      'Table 9: 576 3.817 7B number',
      'Table 9: 640 4.627 7B number, scaled linearly',
      'Table 9: 320 2.314 7B number, scaled linearly',
      'Table 9: 160 1.156 7B number, scaled linearly',
    ]);
  });

  it('are within 0.001 of the formula where they are called exact or truncated', () => {
    const close = checkPrintedCosts().filter(({ origin, model, printedFor }) => model === printedFor && (origin === 'rounded' || origin === 'truncated'));
    expect(close).toHaveLength(7);
    for (const { computed, printed } of close) expect(Math.abs(computed - printed)).toBeLessThan(0.001);
  });

  it('would be right for the 13B model with other values', () => {
    expect(judgeCost(7.444, 576, 3, LLAMA_13B)).toEqual({ origin: 'rounded', printedFor: LLAMA_13B });
    expect(judgeCost(99, 576, 3, LLAMA_13B)).toEqual({ origin: 'unexplained', printedFor: LLAMA_13B });
  });
});

describe('the cost figure', () => {
  it('splits a cost into what grows with n and with its square', () => {
    const cost = costOf(576, LLAMA_7B);
    expect(cost.linear + cost.quadratic).toBeCloseTo(3.817152, 6);
    expect(cost.quadratic).toBeCloseTo((32 * 2 * 576 ** 2 * 4096) / 1e12, 12);
    expect(cost.mebibytes).toBe(288);
    expect(costOf(0, LLAMA_7B)).toEqual({ tokens: 0, linear: 0, quadratic: 0, teraflops: 0, mebibytes: 0 });
  });

  it('adds text tokens before and after', () => {
    const [before, after] = toCostTable({ ...scenario, text: 40 }).rows;
    expect([before[2], after[2]]).toEqual([616, 104]);
    expect(toCsv(toCostTable(scenario)).split('\n')).toHaveLength(1 + 2 + 21 + 1);
  });

  it('draws any model, any budget, at any width', () => {
    const free = { ...LLAMA_7B, title: 'free model', layers: 1, hiddenSize: 1, feedForwardSize: 1, keyValueShare: 1 / 7 };
    for (const model of [chooseModel('7b', free), chooseModel('13b', free), chooseModel('free', free)]) {
      for (const [before, after] of [[576, 64], [0, 0], [1, 1], [64, 576], [100_000, 16]]) {
        for (const upTo of [null, 216]) {
          renderAtWidths((width) => drawCost({ model, before, after, text: 0 }, upTo, LIGHT_STYLE, width));
        }
      }
    }
  });

  it('draws the same bytes every time', async () => {
    const svg = drawSheet((width) => drawCost(scenario, null, LIGHT_STYLE, width));
    await expect(svg).toMatchFileSnapshot('snapshots/cost.svg');
  });
});

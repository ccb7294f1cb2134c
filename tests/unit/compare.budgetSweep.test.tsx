import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { MEASURES, type Measure, type MeasureId } from '../../src/core/scoreCard/measureList.ts';
import { chooseBudgets, type Sweep } from '../../src/core/scoreCard/sweep.ts';
import { countSteps } from '../../src/state/budgetSweep.ts';
import { AppContext, type AppServices } from '../../src/ui/AppContext.ts';
import { BudgetSweepFigure } from '../../src/ui/compare/budgetSweep/BudgetSweepFigure.tsx';
import { drawSweep, type MeasureChoice } from '../../src/ui/compare/budgetSweep/sweepDrawing.tsx';
import { findNearest, listPoints, listRefusals, readBudget } from '../../src/ui/compare/budgetSweep/sweepSeries.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';
import { cardOf } from '../support/scoredRuns.ts';
import { createPage, settle } from './statePage.ts';

const golden = loadFigureCase('grid-8x8');
const BUDGETS = chooseBudgets(golden.n, 10);

/** Sets of a budget that differ from method to method; the third refuses the first two budgets. */
const SWEEP: Sweep = {
  budgets: BUDGETS,
  methods: ['Script', 'DivPrune', 'HoloV'].map((title, place) => ({
    id: title.toLowerCase(),
    title,
    outcomes: BUDGETS.map((budget, index) =>
      place === 2 && index < 2
        ? { kind: 'refusal' as const, sentence: `HoloV keeps at least 4 tokens; ${budget} were asked for.` }
        : { kind: 'card' as const, card: cardOf(golden, Array.from({ length: budget }, (_, i) => (i * (5 + 2 * place) + place) % golden.n)) },
    ),
  })),
};

function measureOf(id: MeasureId): Measure {
  const measure = MEASURES.find((one) => one.id === id);
  if (!measure) throw new Error(`There is no measure ${id}.`);
  return measure;
}

const draw = (sweep: Sweep, choice: MeasureChoice = 'all') => (width: number) =>
  drawSweep({ sweep, choice, current: 10, onBudget: () => undefined }, LIGHT_STYLE, width);

const x = (budget: number) => Math.log(budget) * 100;

/** As a sweep is that was stopped: one method is a budget ahead of the others. */
const PARTIAL: Sweep = { ...SWEEP, methods: SWEEP.methods.map((method, place) => ({ ...method, outcomes: method.outcomes.slice(0, place === 0 ? 4 : 3) })) };

describe('the lines of a sweep', () => {
  it('have gaps where a method refuses, and end where the sweep was stopped', () => {
    const points = listPoints(SWEEP.methods[2], BUDGETS, measureOf('coverage'));
    expect(points.map(({ value }) => value === null)).toEqual(BUDGETS.map((_, index) => index < 2));
    expect(listPoints(PARTIAL.methods[0], BUDGETS, measureOf('coverage'))).toHaveLength(4);
    expect(countSteps(PARTIAL)).toEqual({ done: 10, all: 3 * BUDGETS.length });
  });

  it('are read at a budget, best first, with the reason of a refusal', () => {
    const lines = readBudget(SWEEP, measureOf('coverage'), 0, 900);
    expect(lines[0]).toBe(`m = ${BUDGETS[0]}`);
    expect(lines.at(-1)).toBe(`HoloV: HoloV keeps at least 4 tokens; ${BUDGETS[0]} were asked for.`);
    const values = lines.slice(1, 3).map((text) => Number(text.split(' ')[0]));
    expect(values[0]).toBeGreaterThanOrEqual(values[1]);
    const errors = readBudget(SWEEP, measureOf('reconstructionError'), 5, 900).slice(1).map((text) => Number.parseFloat(text));
    expect(errors).toEqual(errors.toSorted((a, b) => a - b));
    // Wrapped to the width of a small chart, and nothing of what has not been measured yet.
    for (const text of readBudget(SWEEP, measureOf('coverage'), 0, 190)) expect(text.length * 12.5 * 0.52).toBeLessThanOrEqual(190);
    expect(readBudget(PARTIAL, measureOf('coverage'), 5, 900)).toEqual([`m = ${BUDGETS[5]}`]);
  });

  it('take the nearest budget on the axis', () => {
    expect(findNearest([8, 16, 32], x, x(11))).toBe(0);
    expect(findNearest([8, 16, 32], x, x(12))).toBe(1);
    expect(findNearest([8, 16, 32], x, -50)).toBe(0);
  });

  it('lists what was refused, once for every method', () => {
    expect(listRefusals(SWEEP)).toEqual([
      { title: 'HoloV', budgets: BUDGETS.slice(0, 2), sentence: `HoloV keeps at least 4 tokens; ${BUDGETS[0]} were asked for.` },
    ]);
  });
});

describe('the drawing of a sweep', () => {
  it('has the same bytes every time', async () => {
    // Two of the methods are small enough for a file.
    const svg = drawSheet(draw({ ...SWEEP, methods: SWEEP.methods.slice(1) }));
    expect(svg.length).toBeLessThan(60_000);
    await expect(svg).toMatchFileSnapshot('snapshots/budget-sweep.svg');
    await expect(drawSheet(draw(SWEEP, 'coverage'))).toMatchFileSnapshot('snapshots/budget-sweep-coverage.svg');
  });

  it.each([326, 560, 830, 1200])('stands everything at width %i: stopped, one budget, all refused, none', (width) => {
    const refused: Sweep = { ...SWEEP, methods: SWEEP.methods.slice(2).map((method) => ({ ...method, outcomes: method.outcomes.slice(0, 2) })) };
    const single: Sweep = { budgets: [1], methods: SWEEP.methods.map((method) => ({ ...method, outcomes: method.outcomes.slice(0, 1) })) };
    const empty: Sweep = { ...SWEEP, methods: SWEEP.methods.map((method) => ({ ...method, outcomes: [] })) };
    for (const sweep of [SWEEP, PARTIAL, refused, single, empty]) {
      for (const choice of ['all', 'logDeterminant', 'milliseconds'] as const) {
        const svg = drawSheet(() => draw(sweep, choice)(width));
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      }
    }
  });

  it('draws no chart for what nothing can be measured by', () => {
    const svg = drawSheet(draw(SWEEP));
    expect(svg).toContain('Coverage');
    expect(svg).not.toContain('Attention kept');
    expect(svg).not.toContain('Time (ms)');
  });

  it('shows minus infinity below the scale and does not connect it', () => {
    const methods = SWEEP.methods.slice(0, 1).map((method) => ({
      ...method,
      outcomes: method.outcomes.map((outcome, index) =>
        outcome.kind === 'card' && index === 1 ? { kind: 'card' as const, card: { ...outcome.card, logDeterminant: { relevance: -Infinity, diversity: -1 } } } : outcome,
      ),
    }));
    const svg = drawSheet(draw({ ...SWEEP, methods }, 'logRelevance'));
    expect(svg).toContain('−∞');
    const [, path = ''] = /<path d="([^"]*)" fill="none"/.exec(svg) ?? [];
    expect(path.match(/M/g)).toHaveLength(2);
  });
});

type Page = ReturnType<typeof createPage>;

async function render(change: (page: Page) => void | Promise<void>): Promise<string> {
  const page = createPage();
  page.controller.setCompare({ entries: [{ method: 'script', parameters: {}, question: null }] });
  await page.controller.start();
  page.controller.setParameters({ budget: 2 });
  page.controller.setView({ figure: 'budget-sweep' });
  await settle();
  await change(page);
  const { shown } = page.store.getState();
  if (!shown) throw new Error('Nothing is shown.');
  const services: AppServices = page;
  // Static markup shows the first state of a store, which is the one that it was created with.
  page.store.getInitialState = page.store.getState;
  return renderToStaticMarkup(
    <AppContext value={services}>
      <BudgetSweepFigure shown={shown} />
    </AppContext>,
  );
}

async function finishSweep({ controller }: Page): Promise<void> {
  controller.sweep.start();
  await settle();
}

describe('the figure', () => {
  it('offers a sweep, shows it under way, and says when it is outdated', async () => {
    expect(await render(() => undefined)).toContain('Run the sweep');
    const underWay = await render(async ({ controller, held }) => {
      held.kinds.add('measureSelection');
      controller.sweep.start();
      await settle();
    });
    expect(underWay).toContain('Sweeping: 0 of 2');
    expect(underWay).toContain('Cancel');
    const stopped = await render(({ controller, held }) => {
      held.kinds.add('runMethod');
      controller.sweep.start();
      controller.sweep.cancel();
    });
    expect(stopped).toContain('Go on with the sweep');
    expect(stopped).toContain('stopped at 0 of 2');
    const done = await render(finishSweep);
    expect(done).toContain('Run it again');
    expect(done).not.toContain('Outdated');
    const outdated = await render(async (page) => {
      await finishSweep(page);
      page.controller.setParameters({ threshold: 0.2 });
      await settle();
    });
    expect(outdated).toContain('Outdated');
    expect(outdated).toContain('Run the sweep');
  });
});

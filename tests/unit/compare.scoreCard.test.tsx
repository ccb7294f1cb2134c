import { renderToStaticMarkup } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/core/figures/dataTable.ts';
import { MEASURES, type Measure, type MeasureId } from '../../src/core/scoreCard/measureList.ts';
import type { ScoreCard } from '../../src/core/scoreCard/scoreCard.ts';
import { toScoreTable } from '../../src/core/scoreCard/scoreTable.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import type { MethodRun, Photo, Shown } from '../../src/state/store.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { toPlainScoreCard } from '../../src/ui/compare/scoreCard/plainScoreCard.ts';
import { describeOverlaps, drawScoreCard } from '../../src/ui/compare/scoreCard/scoreCardDrawing.tsx';
import { holdCards, toScoredRuns, toScoreRows, type ScoredRun } from '../../src/ui/compare/scoreCard/scoredRuns.ts';
import { findBest, nextOrder, sortRuns, type ScoreOrder } from '../../src/ui/compare/scoreCard/scoreOrder.ts';
import { MeasureLegend, ScoreTable } from '../../src/ui/compare/scoreCard/ScoreTable.tsx';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';
import { cardOf, scoredRun, selectionOf } from '../support/scoredRuns.ts';

const golden = loadFigureCase('grid-8x8');
const [SCRIPT] = golden.script;
const STAND_IN = 'In place of the attention of the [CLS] token: something else.';

const EVEN = Array.from({ length: SCRIPT.m }, (_, i) => Math.floor((i * golden.n) / SCRIPT.m));
const FIRST = Array.from({ length: SCRIPT.m }, (_, i) => i);

function runOf(place: number, method: string, kept: readonly number[], standIns: string[] = []): ScoredRun {
  return scoredRun(place, method, { selection: selectionOf(method, golden.n, kept, standIns), card: cardOf(golden, kept) });
}

const RUNS: ScoredRun[] = [
  runOf(0, 'script', SCRIPT.selected),
  runOf(1, 'uniform-grid', EVEN),
  scoredRun(2, 'fastv', { refusal: 'FastV needs the attention of the prompt.' }),
  runOf(3, 'cls-attention', FIRST, [STAND_IN]),
];

const EMPTY: ScoreCard = {
  tokens: 1,
  milliseconds: null,
  logDeterminant: null,
  minimumDistance: null,
  meanDistance: null,
  effectiveRank: null,
  coverage: null,
  reconstructionError: null,
  relevanceMass: null,
  attentionKept: null,
  spatialSpread: null,
};

/** Places with nothing but one measure. */
function runsWith(parts: readonly (Partial<ScoreCard> | null)[]): ScoredRun[] {
  return parts.map((part, place) => scoredRun(place, 'script', part ? { card: { ...EMPTY, ...part }, timedRuns: 5 } : { refusal: 'No.' }));
}

function measureOf(id: MeasureId): Measure {
  const measure = MEASURES.find((one) => one.id === id);
  if (!measure) throw new Error(`There is no measure ${id}.`);
  return measure;
}

const terms = (relevance: number) => ({ logDeterminant: { relevance, diversity: -1 } });

const sorted = (runs: readonly ScoredRun[], order: ScoreOrder | null) => sortRuns(runs, order).map(({ place }) => place);

const best = (id: MeasureId, parts: (Partial<ScoreCard> | null)[]) => [...findBest(runsWith(parts), measureOf(id))];

describe('the best value of a column', () => {
  it('is the highest or the lowest, as the measure says', () => {
    expect(best('coverage', [{ coverage: 0.2 }, { coverage: 0.9 }, null])).toEqual([1]);
    expect(best('reconstructionError', [{ reconstructionError: 0.2 }, { reconstructionError: 0.9 }])).toEqual([0]);
    expect(best('spatialSpread', [{ spatialSpread: 0.2 }, { spatialSpread: 0.9 }])).toEqual([]);
  });

  it('is shared by those that read the same, and is none where all do', () => {
    expect(best('coverage', [{ coverage: 0.7501 }, { coverage: 0.7499 }, { coverage: 0.2 }])).toEqual([0, 1]);
    expect(best('coverage', [{ coverage: 0.7501 }, { coverage: 0.7499 }])).toEqual([]);
    expect(best('coverage', [{ coverage: 0.7 }, {}, null])).toEqual([]);
    expect(best('coverage', [])).toEqual([]);
  });

  it('knows minus infinity', () => {
    expect(best('logDeterminant', [terms(-Infinity), terms(-90)])).toEqual([1]);
    expect(best('logDeterminant', [terms(-Infinity), terms(-Infinity)])).toEqual([]);
  });

  it('takes no single runs for times', () => {
    const runs = runsWith([{ milliseconds: 3 }, { milliseconds: 1 }]);
    expect([...findBest(runs, measureOf('milliseconds'))]).toEqual([1]);
    expect(findBest([runs[0], { ...runs[1], timedRuns: 1 }], measureOf('milliseconds')).size).toBe(0);
  });
});

describe('the order of rows', () => {
  it('is best first, worst first, then that of the comparison again', () => {
    const first = nextOrder(null, 'coverage');
    expect(first).toEqual({ column: 'coverage', direction: 'descending' });
    const second = nextOrder(first, 'coverage');
    expect(second).toEqual({ column: 'coverage', direction: 'ascending' });
    expect(nextOrder(second, 'coverage')).toBeNull();
    expect(nextOrder(second, 'milliseconds')).toEqual({ column: 'milliseconds', direction: 'ascending' });
    expect(nextOrder(null, 'method')).toEqual({ column: 'method', direction: 'ascending' });
  });

  it('is stable, with rows without a value last in either direction', () => {
    const runs = runsWith([null, { coverage: 0.5 }, {}, { coverage: 0.9 }, { coverage: 0.5 }]);
    expect(sorted(runs, { column: 'coverage', direction: 'descending' })).toEqual([3, 1, 4, 0, 2]);
    expect(sorted(runs, { column: 'coverage', direction: 'ascending' })).toEqual([1, 4, 3, 0, 2]);
    expect(sorted(runs, null)).toEqual([0, 1, 2, 3, 4]);
    expect(sorted(RUNS, { column: 'method', direction: 'ascending' })).toEqual([3, 2, 0, 1]);
  });

  it('puts minus infinity below all numbers', () => {
    const runs = runsWith([-Infinity, -5, -Infinity, -9].map((relevance) => ({ logDeterminant: { relevance, diversity: 0 } })));
    expect(sorted(runs, { column: 'logRelevance', direction: 'descending' })).toEqual([1, 3, 0, 2]);
  });
});

describe('the table', () => {
  const html = renderToStaticMarkup(<ScoreTable runs={RUNS} />);

  it('marks the best by weight and a mark, explains refusals in their row and stand-ins in footnotes', () => {
    expect(html.match(/aria-sort="none"/g)).toHaveLength(MEASURES.length + 1);
    const rows = html.split('<tr').slice(2);
    expect(rows).toHaveLength(4);
    expect(rows[2]).toContain('FastV needs the attention of the prompt.');
    expect(rows[2]).toContain(`colSpan="${MEASURES.length}"`);
    expect(rows[3]).toContain('<sup> 1</sup>');
    expect(html).toContain(`<sup>1</sup> ${STAND_IN}`);
    expect(html.match(/data-best/g)?.length).toBe(html.match(/aria-label="best"/g)?.length);
    expect(html.match(/data-best/g)?.length).toBeGreaterThan(4);
  });

  it('says of a time whether it is one run or a median', () => {
    const timed = runsWith([{ milliseconds: 3 }, { milliseconds: 1 }]);
    expect(renderToStaticMarkup(<ScoreTable runs={timed} />)).toContain('medians of 5 further runs');
    const rough = renderToStaticMarkup(<ScoreTable runs={[{ ...timed[0], timedRuns: 1 }, timed[1]]} />);
    expect(rough.match(/≈ \d/g)).toEqual(['≈ 3']);
    expect(rough).toContain('≈ one run');
  });

  it('explains every measure', () => {
    const legend = renderToStaticMarkup(<MeasureLegend />);
    for (const { explanation } of MEASURES) expect(legend).toContain(explanation.slice(0, 30));
  });
});

describe('what a place shows', () => {
  const photo = {} as Photo;
  const other = {} as Photo;
  const entry = { method: 'script', parameters: {}, question: null };
  const run = (part: Partial<MethodRun>): MethodRun => ({ entry, photo, isOutdated: false, selection: null, milliseconds: 4, problem: null, card: null, ...part });
  const measured = run({ selection: selectionOf('script', 4, [1]), card: { kind: 'card', card: EMPTY } });

  it('is the last card until the next one comes, for the same photo and method', () => {
    const held = holdCards([measured], []);
    expect(held).toEqual([measured]);
    const awaited = run({ selection: selectionOf('script', 4, [2]) });
    expect(holdCards([awaited], held)).toBe(held);
    expect(toScoredRuns([awaited], held, [])).toMatchObject([{ isAwaited: true, selection: { indices: Uint32Array.of(1) }, card: { milliseconds: 4 } }]);
    expect(holdCards([run({ photo: other })], held)[0].card).toBeNull();
    expect(holdCards([run({ entry: { ...entry, method: 'trim' } })], held)[0].card).toBeNull();
    expect(holdCards([run({ problem: 'No.' })], held)[0].card).toBeNull();
    // It moved up because the first place was removed.
    const second = { ...entry };
    const moved = { ...measured, entry: second };
    expect(holdCards([{ ...awaited, entry: second }], [measured, moved])).toEqual([moved]);
  });

  it('has the median once there is one, and the sentence where it cannot be measured', () => {
    const { selection } = measured;
    if (!selection) throw new Error('It has one.');
    expect(toScoredRuns([measured], [measured], [{ selection, milliseconds: 9, runs: 5 }])).toMatchObject([{ timedRuns: 5, card: { milliseconds: 9 }, isAwaited: false }]);
    const refused = run({ selection, card: { kind: 'refusal', sentence: 'Too many.' } });
    expect(toScoredRuns([refused], [refused], [])).toMatchObject([{ card: null, refusal: 'Too many.', isAwaited: false }]);
  });
});

describe('files', () => {
  it('have a row for every method that is finished', () => {
    const waiting = scoredRun(4, 'trim', { isAwaited: true });
    const rows = toScoreRows([...RUNS, waiting]);
    expect(rows.map(({ id }) => id)).toEqual(['script', 'uniform-grid', 'fastv', 'cls-attention']);
    expect(toCsv(toScoreTable(rows)).split('\n')).toHaveLength(6);
    const shown = { photo: { name: 'a.png', n: golden.n, d: golden.d }, question: { text: 'Why?' }, parameters: { ...DEFAULT_PARAMETERS, budget: SCRIPT.m, threshold: 0.4 } } as Shown;
    const plain = JSON.parse(JSON.stringify(toPlainScoreCard([...RUNS, waiting], shown, null)));
    expect(plain).toMatchObject({ image: 'a.png', question: 'Why?', n: golden.n, budget: SCRIPT.m, device: null });
    expect(plain.methods).toHaveLength(4);
    expect(plain.methods[0]).toMatchObject({ id: 'script', selected: SCRIPT.selected, parameters: { threshold: 0.4 }, refusal: null, measures: { tokens: SCRIPT.m } });
    expect(plain.methods[2]).toMatchObject({ id: 'fastv', measures: null, selected: null, refusal: 'FastV needs the attention of the prompt.' });
    expect(plain.methods[3].standIns).toEqual([STAND_IN]);
  });
});

describe('the drawing', () => {
  it('has the same bytes every time', async () => {
    const svg = drawSheet((width) => drawScoreCard({ runs: RUNS, n: golden.n }, LIGHT_STYLE, width));
    expect(svg).not.toContain('NaN');
    expect(svg.length).toBeLessThan(60_000);
    await expect(svg).toMatchFileSnapshot('snapshots/score-card.svg');
  });

  it.each([326, 560, 830, 1200])('stands one, two and eight methods, none that runs, and no tokens at width %i', (width) => {
    const eight = Array.from({ length: 8 }, (_, place) => runOf(place, 'script', place === 3 ? [] : SCRIPT.selected.map((token) => (token + place) % golden.n)));
    for (const runs of [eight, eight.slice(0, 2), eight.slice(0, 1), RUNS.slice(2, 3), []]) {
      const { height } = drawScoreCard({ runs, n: golden.n }, LIGHT_STYLE, width);
      expect(height).toBeGreaterThan(0);
      expect(drawSheet(() => drawScoreCard({ runs, n: golden.n }, LIGHT_STYLE, width))).not.toMatch(/NaN|Infinity/);
    }
  });

  it('says what chance would give', () => {
    const sets = [{ title: 'A', kept: [0, 1, 2, 3] }, { title: 'B', kept: [4, 5, 6, 7] }, { title: 'C', kept: [0, 1, 2, 4] }];
    const text = describeOverlaps(sets, [[1, 0, 0.6], [0, 1, 0.14], [0.6, 0.14, 1]], 8);
    // 4 * 4 / 8 = 2 common tokens of 6.
    expect(text).toContain('Most alike: A and C (0.60); least: A and B (0.00).');
    expect(text).toContain('about 0.33.');
    expect(describeOverlaps(sets.slice(0, 1), [[1]], 8)).toContain('Two methods');
  });
});

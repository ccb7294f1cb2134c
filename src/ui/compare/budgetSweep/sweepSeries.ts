/**
 * The sweep as lines: the values of one measure for every method, and what they are called at one budget.
 */
import { MEASURES, type Measure, type MeasureId } from '../../../core/scoreCard/measureList.ts';
import type { ScoreOutcome } from '../../../core/scoreCard/scoreTable.ts';
import type { Sweep, SweepMethod } from '../../../core/scoreCard/sweep.ts';
import { shortenText } from '../../figures/drawing/shortenText.ts';
import { wrapText } from '../../figures/drawing/wrapText.ts';
import { formatMeasure } from '../formatMeasure.ts';

/** How many tokens are kept is what the lines run over. */
export const SWEPT_MEASURES: readonly (Measure & { id: MeasureId })[] = MEASURES.filter(({ id }) => id !== 'tokens');

export interface SweepPoint {
  budget: number;
  /** null where the method did not run, or the measure is not defined. */
  value: number | null;
}

/** As many points as there are outcomes. */
export function listPoints(method: SweepMethod, budgets: readonly number[], measure: Measure): SweepPoint[] {
  return method.outcomes.map((outcome, index) => ({ budget: budgets[index], value: readOutcome(outcome, measure) }));
}

/** False for what nothing here can be measured by: attention that the encoder does not give, say. */
export function hasValues({ methods }: Sweep, measure: Measure): boolean {
  return methods.some(({ outcomes }) => outcomes.some((outcome) => readOutcome(outcome, measure) !== null));
}

function readOutcome(outcome: ScoreOutcome, measure: Measure): number | null {
  return outcome.kind === 'card' ? measure.read(outcome.card) : null;
}

/** Size of the text of a reading. */
const READING_SIZE = 12.5;

/**
 * What a chart says at a budget: the methods, the best first, then those without a value and why.
 * @param width of the chart, which no line exceeds
 */
export function readBudget({ budgets, methods }: Sweep, measure: Measure, index: number, width: number): string[] {
  const sign = measure.better === 'lower' ? 1 : -1;
  const found = methods.flatMap(({ title, outcomes }) => {
    const outcome = outcomes.at(index);
    const value = outcome ? readOutcome(outcome, measure) : null;
    return outcome ? [{ title, outcome, value }] : [];
  });
  const ranked = found
    .filter((one): one is typeof one & { value: number } => one.value !== null)
    .toSorted((a, b) => (a.value === b.value ? 0 : sign * (a.value < b.value ? -1 : 1)));
  const lines = [
    `m = ${budgets[index]}`,
    ...ranked.map(({ title, value }) => shortenText(`${formatMeasure(measure, value)}  ${title}`, width - 18, READING_SIZE)),
    ...found.flatMap(({ title, outcome }) => (outcome.kind === 'refusal' ? wrapText(`${title}: ${outcome.sentence}`, width - 18, READING_SIZE) : [])),
  ];
  return [...new Set(lines)];
}

/** The budget nearest to a place on the axis. */
export function findNearest(budgets: readonly number[], x: (budget: number) => number, at: number): number {
  const distances = budgets.map((budget) => Math.abs(x(budget) - at));
  return distances.indexOf(Math.min(...distances));
}

/** Where a method did not run, with the reason of its first refusal. */
export interface Refusal {
  title: string;
  budgets: number[];
  sentence: string;
}

export function listRefusals({ budgets, methods }: Sweep): Refusal[] {
  return methods.flatMap(({ title, outcomes }) => {
    const refused = outcomes.flatMap((outcome, index) => (outcome.kind === 'refusal' ? [{ budget: budgets[index], sentence: outcome.sentence }] : []));
    return refused.length === 0 ? [] : [{ title, budgets: refused.map(({ budget }) => budget), sentence: refused[0].sentence }];
  });
}

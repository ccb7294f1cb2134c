/**
 * Which values of the score card are best, and in which order its rows stand.
 */
import { MEASURES, type Measure, type MeasureId } from '../../../core/scoreCard/measureList.ts';
import { roundMeasure } from '../formatMeasure.ts';
import { areTimed, type ScoredRun } from './scoredRuns.ts';

export type ScoreColumn = MeasureId | 'method';

export interface ScoreOrder {
  column: ScoreColumn;
  direction: 'ascending' | 'descending';
}

export function readRun({ card }: ScoredRun, measure: Measure): number | null {
  return card && measure.read(card);
}

/**
 * Places with the best value of a measure, those that read the same included. None where there is nothing to be best at: no
 * merit, all alike, only one value, or times of single runs.
 */
export function findBest(runs: readonly ScoredRun[], measure: Measure): ReadonlySet<number> {
  if (measure.better === 'neither' || (measure.id === 'milliseconds' && !areTimed(runs))) return new Set();
  const values = runs.flatMap((run) => {
    const value = readRun(run, measure);
    return value === null ? [] : [{ place: run.place, value: roundMeasure(measure, value) }];
  });
  const numbers = values.map(({ value }) => value);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (least === most) return new Set();
  const best = measure.better === 'higher' ? most : least;
  return new Set(values.filter(({ value }) => value === best).map(({ place }) => place));
}

/** The order after a press on a column's head: best first, worst first, and the order of the comparison again. */
export function nextOrder(order: ScoreOrder | null, column: ScoreColumn): ScoreOrder | null {
  const measure = MEASURES.find(({ id }) => id === column);
  const first = measure && measure.better !== 'lower' ? 'descending' : 'ascending';
  if (order?.column !== column) return { column, direction: first };
  return order.direction === first ? { column, direction: first === 'ascending' ? 'descending' : 'ascending' } : null;
}

/** Equal rows keep the order of the comparison; rows without a value come last in either direction. */
export function sortRuns(runs: readonly ScoredRun[], order: ScoreOrder | null): readonly ScoredRun[] {
  if (order === null) return runs;
  const sign = order.direction === 'ascending' ? 1 : -1;
  const measure = MEASURES.find(({ id }) => id === order.column);
  if (!measure) return runs.toSorted((a, b) => sign * a.title.localeCompare(b.title, 'en'));
  return runs.toSorted((a, b) => {
    const [left, right] = [readRun(a, measure), readRun(b, measure)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return left === right ? 0 : sign * (left < right ? -1 : 1);
  });
}

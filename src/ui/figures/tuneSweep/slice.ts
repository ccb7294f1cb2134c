/**
 * The plane of a sweep that is on screen: two axes, the others held at one value, one read-out, one subject or the mean of all.
 */
import { leastIndex } from 'd3';
import { AXIS_TEXTS, cellAt, countCells, indexOfCell, TUNING_AXES, type TuningAxis, type TuningCell, type TuningPlan } from '../../../core/tuning/plan.ts';
import { findReadout, type ReadoutId, type Summary } from '../../../core/tuning/readouts.ts';
import { summarizeCell, type TuningResults } from '../../../core/tuning/results.ts';
import { formatMeasure } from '../../compare/formatMeasure.ts';
import { formatNumber } from '../../format.ts';

export interface SliceChoice {
  readout: ReadoutId;
  x: TuningAxis;
  y: TuningAxis;
  /** Place of the value that every axis is held at; those of x and y are not used. */
  places: Readonly<Record<TuningAxis, number>>;
  /** Place of the subject; null for the mean of all. */
  subject: number | null;
}

export interface SliceCell {
  cell: TuningCell;
  summary: Summary;
}

export interface Slice {
  choice: SliceChoice;
  columns: readonly number[];
  /** Descending, as the axis points upwards. */
  rows: readonly number[];
  /** By row and column. */
  cells: SliceCell[][];
  /** Of the finite means; null without any. */
  extent: [number, number] | null;
}

/** The two axes with most values, x the one that comes first in the algorithm; the others where the page is, or near it. */
export function suggestChoice(plan: TuningPlan, current: TuningCell): SliceChoice {
  const [first, second] = TUNING_AXES.toSorted((a, b) => plan[b].length - plan[a].length);
  const [x, y] = TUNING_AXES.filter((axis) => axis === first || axis === second);
  const near = (axis: TuningAxis) => leastIndex(plan[axis], (value) => Math.abs(value - current[axis])) ?? 0;
  const places = { threshold: near('threshold'), gamma: near('gamma'), pruneRatio: near('pruneRatio'), budget: near('budget') };
  return { readout: 'coverage', x, y, places, subject: null };
}

/** The choice with places and subject that the results have. */
export function fitChoice(choice: SliceChoice, { plan, subjects }: TuningResults): SliceChoice {
  const fit = (axis: TuningAxis) => Math.min(choice.places[axis], plan[axis].length - 1);
  const places = { threshold: fit('threshold'), gamma: fit('gamma'), pruneRatio: fit('pruneRatio'), budget: fit('budget') };
  return { ...choice, places, subject: choice.subject !== null && choice.subject < subjects.length ? choice.subject : null };
}

export function takeSlice(results: TuningResults, choice: SliceChoice): Slice {
  const { plan } = results;
  const { x, y, places, readout } = choice;
  const chosen = chooseSubjects(results, choice.subject);
  const cells = plan[y].map((_, row) =>
    plan[x].map((__, column): SliceCell => {
      const index = indexOfCell(plan, { ...places, [x]: column, [y]: row });
      return { cell: cellAt(plan, index), summary: summarizeCell(chosen, index, readout) };
    }),
  );
  const finite = cells.flat().flatMap(({ summary: { mean } }) => (mean !== null && Number.isFinite(mean) ? [mean] : []));
  const extent: Slice['extent'] = finite.length > 0 ? [Math.min(...finite), Math.max(...finite)] : null;
  return { choice, columns: plan[x], rows: plan[y].toReversed(), cells: cells.toReversed(), extent };
}

function chooseSubjects({ subjects }: TuningResults, subject: number | null): Pick<TuningResults, 'subjects'> {
  return { subjects: subject === null ? subjects : subjects.slice(subject, subject + 1) };
}

/** The best cell of the whole grid so far; null where no value is better than another, or there is none. */
export function findBest(results: TuningResults, { readout, subject }: Pick<SliceChoice, 'readout' | 'subject'>): SliceCell | null {
  const { better } = findReadout(readout);
  if (better === 'neither') return null;
  const sign = better === 'higher' ? 1 : -1;
  const chosen = chooseSubjects(results, subject);
  let best: { index: number; summary: Summary; value: number } | null = null;
  for (let index = 0; index < countCells(results.plan); index++) {
    const summary = summarizeCell(chosen, index, readout);
    const value = summary.mean === null ? -Infinity : sign * summary.mean;
    if (Number.isFinite(value) && (best === null || value > best.value)) best = { index, summary, value };
  }
  return best && { cell: cellAt(results.plan, best.index), summary: best.summary };
}

export function formatAxisValue(axis: TuningAxis, value: number): string {
  const { digits } = AXIS_TEXTS[axis];
  // Values of a plan may be finer than sliders are.
  return Number(value.toFixed(digits)) === value ? formatNumber(value, digits).replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : String(value).replace('-', '−');
}

/** "τ = 0.3, γ = 5, p = 0.5, m = 64" */
export function describeCell(cell: TuningCell): string {
  return TUNING_AXES.map((axis) => `${AXIS_TEXTS[axis].symbol} = ${formatAxisValue(axis, cell[axis])}`).join(', ');
}

/** "0.913" or "0.913 ± 0.02": the spread where there are several subjects. */
export function formatSummary(readout: ReadoutId, { mean, spread }: Summary): string {
  const known = findReadout(readout);
  const text = formatMeasure(known, mean);
  return spread === null ? text : `${text} ± ${formatMeasure(known, spread)}`;
}

/** Whether the page is set to this cell. */
export function isCurrent(cell: TuningCell, current: TuningCell): boolean {
  return TUNING_AXES.every((axis) => Math.abs(cell[axis] - current[axis]) < 1e-9);
}

/**
 * The plan of a sweep as a person writes it, one text for every axis.
 */
import { AXIS_TEXTS, countCells, parsePlan, TUNING_AXES, type TuningAxis, type TuningCell, type TuningPlan } from '../../../core/tuning/plan.ts';

export type PlanTexts = Record<TuningAxis, string>;

/** A first plan that takes a few seconds: tau finely, gamma and p coarsely, m as it is. */
function suggestTexts({ budget }: TuningCell): PlanTexts {
  return { threshold: '0.1:0.9:0.1', gamma: '1, 5, 10, 20', pruneRatio: '0.25, 0.5, 0.75', budget: String(budget) };
}

/** What the settings say, or a suggestion. Axes that are not named are held where the page is. */
export function readTexts(sweep: string, current: TuningCell): PlanTexts {
  if (sweep === '') return suggestTexts(current);
  const parts = sweep.split(';').map((part) => part.split('='));
  const read = (axis: TuningAxis) => parts.find(([key]) => key.trim() === AXIS_TEXTS[axis].key)?.[1]?.trim() ?? String(current[axis]);
  return { threshold: read('threshold'), gamma: read('gamma'), pruneRatio: read('pruneRatio'), budget: read('budget') };
}

export function writeTexts(texts: PlanTexts): string {
  return TUNING_AXES.map((axis) => `${AXIS_TEXTS[axis].key}=${texts[axis].replaceAll(' ', '')}`).join(';');
}

export type ReadPlan = { plan: TuningPlan; cells: number; problem: null } | { plan: null; cells: null; problem: string };

export function readPlan(texts: PlanTexts, current: TuningCell): ReadPlan {
  try {
    const plan = parsePlan(writeTexts(texts), current);
    return { plan, cells: countCells(plan), problem: null };
  } catch (error) {
    return { plan: null, cells: null, problem: error instanceof Error ? error.message : String(error) };
  }
}

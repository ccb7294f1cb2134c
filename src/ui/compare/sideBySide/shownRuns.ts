/**
 * What the maps of the comparison are drawn from, and what stands above and below each of them.
 */
import { averageTokens } from '../../../core/methods/layerSchedule.ts';
import type { ExtraTokens, Selection } from '../../../core/methods/method.ts';
import type { Photo } from '../../../state/store.ts';
import { formatMilliseconds, formatNumber } from '../../format.ts';
import type { Availability } from '../availability.ts';
import type { NamedRun } from '../comparisonInputs.ts';

/** One place in the comparison as it is drawn. */
export interface ShownRun {
  title: string;
  /** null where there is nothing to show yet, or the method did not run. */
  selection: Selection | null;
  /** Why it did not run. */
  problem: string | null;
  /** Time of the selection, in ms. */
  milliseconds: number | null;
  /** What is shown is of earlier settings, and has been for long enough to say so. */
  isUpdating: boolean;
}

/** Runs as they are shown over a photo; what belongs to another photo is not there yet. */
export function toShownRuns(runs: readonly NamedRun[], photo: Photo, updating: ReadonlySet<number>): ShownRun[] {
  return runs.map(({ title, selection, problem, milliseconds, photo: own }, index) => {
    const isOwn = own === photo;
    return {
      title,
      selection: isOwn ? selection : null,
      problem: isOwn ? problem : null,
      milliseconds: isOwn ? milliseconds : null,
      isUpdating: updating.has(index),
    };
  });
}

/** Where a stand-in would do, says so beside the reason why a method did not run. */
export function adviseStandIns(run: ShownRun, availability: Availability): ShownRun {
  if (run.problem === null || availability.status !== 'stand-ins' || availability.areAllowed) return run;
  return { ...run, problem: `${run.problem} With “Allow stand-ins” it takes the nearest thing there is.` };
}

/** "63 of 576 + [CLS]": kept tokens, and what the language model gets besides them. */
export function describeCount({ indices, extraTokens, schedule, n }: Selection): string {
  const count = [`${indices.length} of ${n}`, ...extraTokens.filter(({ count: more }) => more > 0).map(nameExtra)].join(' + ');
  if (!schedule) return count;
  const average = averageTokens(schedule);
  return `${count} in the last layer, ${formatNumber(average, Number.isInteger(average) ? 0 : 1)} on average`;
}

function nameExtra({ title, count }: ExtraTokens): string {
  return count === 1 ? title : `${count} ${title}`;
}

/** The line below a map's title. */
export function describeRun({ selection, problem, milliseconds, isUpdating }: ShownRun): string {
  if (isUpdating) return 'updating …';
  if (problem !== null) return 'did not run';
  if (selection === null) return ' ';
  return [describeCount(selection), ...(milliseconds === null ? [] : [formatMilliseconds(milliseconds)])].join(' · ');
}

export interface Remark {
  kind: 'stand-in' | 'note';
  text: string;
}

/** What is worth knowing of a selection, stand-ins first. */
export function listRemarks({ standIns, notes }: Selection): Remark[] {
  return [...standIns.map((text) => ({ kind: 'stand-in', text }) as const), ...notes.map((text) => ({ kind: 'note', text }) as const)];
}

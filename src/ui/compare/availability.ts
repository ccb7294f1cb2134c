/**
 * Whether a method can run on the photo at hand, and if not, what it lacks.
 */
import { describeInput, findInput, listMissing, type AvailableInputs } from '../../core/methods/inputs.ts';
import { methodOf, resolveParameters } from '../../state/compareEntries.ts';
import type { CompareEntry } from '../../state/settings.ts';
import type { Shown } from '../../state/store.ts';

export type Availability =
  | { status: 'ready' }
  /** Everything that is missing may be stood in for, which the person has to allow. */
  | { status: 'stand-ins'; missing: string; areAllowed: boolean }
  | { status: 'missing'; missing: string };

/** Judges an entry of the comparison with the parameters that it runs with. */
export function judgeEntry(entry: CompareEntry, { photo, question, parameters }: Pick<Shown, 'photo' | 'question' | 'parameters'>, allowStandIns: boolean): Availability {
  const hasQuestion = entry.question !== null || question.queryId !== null;
  const available: AvailableInputs = { extras: photo.extraNames, hasQuestion };
  const needs = methodOf(entry).needsOf(resolveParameters(entry, parameters));
  const inputs = listMissing(needs, available);
  if (inputs.length === 0) return { status: 'ready' };
  const missing = inputs.map(describeInput).join(' and ');
  const isLost = needs.some((input) => findInput(input, available, true) === null);
  return isLost ? { status: 'missing', missing } : { status: 'stand-ins', missing, areAllowed: allowStandIns };
}

/** What a method lacks, in a few words that follow its name. */
export function describeLack(availability: Exclude<Availability, { status: 'ready' }>): string {
  if (availability.status === 'missing') return `needs ${availability.missing}`;
  return availability.areAllowed ? `uses a stand-in for ${availability.missing}` : `needs ${availability.missing}; a stand-in is possible`;
}

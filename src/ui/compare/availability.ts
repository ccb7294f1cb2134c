/**
 * Whether a method can run on the photo at hand, and if not, what it lacks.
 */
import { describeInput, findInput, listMissing, type AvailableInputs } from '../../core/methods/inputs.ts';
import type { Method } from '../../core/methods/method.ts';
import type { ParameterValues } from '../../core/methods/parameters.ts';
import type { Shown } from '../../state/store.ts';

export type Availability =
  | { status: 'ready' }
  /** Everything that is missing may be stood in for, which the person has to allow. */
  | { status: 'stand-ins'; missing: string; areAllowed: boolean }
  | { status: 'missing'; missing: string };

/** @param ownQuestion a question other than the page's */
export function judgeAvailability(
  method: Method,
  parameters: ParameterValues,
  { photo, question }: Pick<Shown, 'photo' | 'question'>,
  { allowStandIns, ownQuestion }: { allowStandIns: boolean; ownQuestion: boolean },
): Availability {
  const available: AvailableInputs = { extras: photo.extraNames, hasQuestion: ownQuestion || question.queryId !== null };
  const needs = method.needsOf(parameters);
  const inputs = listMissing(needs, available);
  if (inputs.length === 0) return { status: 'ready' };
  const missing = inputs.map(describeInput).join(' and ');
  const isLost = needs.some((input) => findInput(input, available, true) === null);
  return isLost ? { status: 'missing', missing } : { status: 'stand-ins', missing, areAllowed: allowStandIns };
}

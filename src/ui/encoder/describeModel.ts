/**
 * The words about a model's download.
 */
import type { Precision } from '../../encoders/hub/modelEntry.ts';
import type { EncoderChoice, ModelStatus } from '../../engine/modelRequests.ts';
import { formatMegabytes } from '../format.ts';

/** Which precision the row begins with: the one in use, one that is here already, or what suits the device. */
export function initialPrecision(model: ModelStatus, current: EncoderChoice): Precision | null {
  if (current.kind === 'hub' && current.modelId === model.id) return current.precision;
  const here = model.stored.find(({ complete }) => complete) ?? model.stored[0];
  return here?.precision ?? model.recommended;
}

/** "q8, about 156 MB, recommended" */
export function describeOffer({ precision, megabytes }: ModelStatus['precisions'][number], recommended: Precision | null): string {
  const remark = precision === recommended ? ', recommended' : precision === 'fp16' ? ', opt-in' : '';
  return `${precision}, about ${formatMegabytes(megabytes * 1e6)}${remark}`;
}

/** What of a precision is on this device; one in use is at hand even if its files were deleted. */
export function describeDownload(
  model: ModelStatus,
  precision: Precision | null,
  inUse: boolean,
): { text: string; state: 'here' | 'partial' | 'missing' } {
  if (precision === null) return { text: 'comes with the page', state: 'here' };
  const stored = model.stored.find((candidate) => candidate.precision === precision);
  if (inUse && !stored?.complete) return { text: 'in memory until the page is closed', state: 'here' };
  if (!stored) return { text: 'not on this device', state: 'missing' };
  if (stored.complete) return { text: `on this device, ${formatMegabytes(stored.bytes)}`, state: 'here' };
  const total = model.precisions.find((candidate) => candidate.precision === precision)?.megabytes ?? 0;
  return { text: `${formatMegabytes(stored.bytes)} of about ${formatMegabytes(total * 1e6)} are here`, state: 'partial' };
}

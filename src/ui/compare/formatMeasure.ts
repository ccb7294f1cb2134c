/**
 * Values of the score card as people read them.
 */
import type { Measure } from '../../core/scoreCard/measureList.ts';
import { formatNumber, formatPercent } from '../format.ts';

/** A dash where the measure is not defined. */
export function formatMeasure({ format: { kind, digits } }: Pick<Measure, 'format'>, value: number | null): string {
  if (value === null) return '–';
  switch (kind) {
    case 'percent':
      return formatPercent(value, digits);
    case 'number':
      return formatNumber(value, digits);
    default:
      return kind satisfies never;
  }
}

/** The value that is read: two that read the same count as equal. */
export function roundMeasure({ format: { kind, digits } }: Measure, value: number): number {
  return Number(kind === 'percent' ? (value * 100).toFixed(digits) : value.toFixed(digits));
}

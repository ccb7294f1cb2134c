/**
 * Numbers that go over many orders of magnitude, short and as people write them.
 */
import { formatNumber } from '../../format.ts';

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** Four decimals, or 3.2·10⁻⁵ where these would say little; a true minus sign. */
export function formatValue(value: number): string {
  const size = Math.abs(value);
  if (value === 0 || size >= 0.001 || !Number.isFinite(value)) return formatNumber(value, 4);
  const [mantissa, power] = value.toExponential(1).split('e');
  const shown = mantissa.replace('-', '−').replace(/\.0$/, '');
  return `${shown === '1' ? '' : `${shown}·`}10⁻${Array.from(power.slice(1), (digit) => SUPERSCRIPTS[Number(digit)]).join('')}`;
}

/** The same where a minus sign or a factor would run into what stands beside it. */
export function formatFactor(value: number): string {
  const text = formatValue(value);
  return text.startsWith('−') ? `(${text})` : text;
}

/**
 * Numbers as people read them.
 */

const SPACE = ' ';

/** `digits` decimals with a true minus sign; words for what is no number. */
export function formatNumber(value: number, digits = 2): string {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return value.toFixed(digits).replace('-', '−');
}

export function formatPercent(share: number, digits = 1): string {
  return `${formatNumber(share * 100, digits)}${SPACE}%`;
}

/** Three digits and a unit: 3.82 TFLOPs. */
export function formatFlops(flops: number): string {
  return scaleUnit(flops, 1000, ['FLOPs', 'kFLOPs', 'MFLOPs', 'GFLOPs', 'TFLOPs', 'PFLOPs']);
}

export function formatBytes(bytes: number): string {
  return scaleUnit(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB']);
}

/** Sizes of downloads as hubs count them: 10^6 bytes to the MB. */
export function formatMegabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)}${SPACE}MB` : `${(bytes / 1e9).toFixed(2)}${SPACE}GB`;
}

export function formatMilliseconds(milliseconds: number): string {
  if (milliseconds >= 1000) return `${(milliseconds / 1000).toPrecision(3)}${SPACE}s`;
  return `${milliseconds >= 100 ? milliseconds.toFixed(0) : milliseconds.toFixed(1)}${SPACE}ms`;
}

function scaleUnit(value: number, base: number, units: string[]): string {
  let power = 0;
  while (value / base ** power >= base && power < units.length - 1) power += 1;
  const scaled = value / base ** power;
  return `${scaled >= 100 ? scaled.toFixed(0) : scaled.toPrecision(3)}${SPACE}${units[power]}`;
}

import { estimateWidth } from './Keys.tsx';

/** The text, or as much of its beginning as fits into `width` pixels at a font size, with an ellipsis. */
export function shortenText(text: string, width: number, size: number): string {
  if (estimateWidth(text, size) <= width) return text;
  let end = text.length - 1;
  while (end > 1 && estimateWidth(`${text.slice(0, end)}…`, size) > width) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

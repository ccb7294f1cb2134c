/**
 * What was found about every claim, as lines of text.
 */
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { wrapText } from '../drawing/wrapText.ts';
import type { CheckLine } from './determinantBoundsText.ts';

interface ChecksListProps {
  checks: readonly CheckLine[];
  x: number;
  y: number;
  width: number;
}

const VERDICTS: Record<CheckLine['verdict'], string> = {
  fails: 'does not hold',
  weak: 'says little, and fails below 0',
  holds: 'holds for every set',
};

const LINE = 18;
const SPACE = 10;

function layOut(checks: readonly CheckLine[], width: number) {
  let y = 0;
  return checks.map((check) => {
    const placed = { ...check, y, lines: wrapText(check.text, width, 13) };
    y += (placed.lines.length + 1) * LINE + SPACE;
    return placed;
  });
}

export function checksHeight(checks: readonly CheckLine[], width: number): number {
  const last = layOut(checks, width).at(-1);
  return last ? last.y + (last.lines.length + 1) * LINE : 0;
}

export function ChecksList({ checks, x, y, width }: ChecksListProps) {
  const { soft, warm, accent } = useFigureStyle();
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      {layOut(checks, width).map(({ title, verdict, lines, y: top }) => (
        <g key={title}>
          <text y={top + 14}>
            <tspan fontWeight={650}>{title}</tspan>
            <tspan dx={8} fill={verdict === 'holds' ? accent : warm}>
              {VERDICTS[verdict]}
            </tspan>
          </text>
          {lines.map((line, index) => (
            <text key={line} y={top + 14 + (index + 1) * LINE} fill={soft}>
              {line}
            </text>
          ))}
        </g>
      ))}
    </g>
  );
}

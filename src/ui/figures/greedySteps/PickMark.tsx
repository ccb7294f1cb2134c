/**
 * Signs of what the walk does with a pick, told apart by shape as well as by colour: a filled disc is kept, a hollow square is
 * dropped by GSP, a hollow disc comes after the budget is full.
 */
import type { PickFate } from '../../../core/figures/greedySteps.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../drawing/FigureStyle.ts';
import { estimateWidth } from '../drawing/Keys.tsx';

export const PICK_FATES: readonly PickFate[] = ['kept', 'dropped', 'beyond'];

const TITLES: Record<PickFate, string> = {
  kept: 'kept: survives GSP',
  dropped: 'dropped by GSP',
  beyond: 'after the budget was full',
};

export function fateColour(fate: PickFate, { series, soft }: FigureStyle): string {
  switch (fate) {
    case 'kept':
      return series[0];
    case 'dropped':
      return series[1];
    case 'beyond':
      return soft;
    default:
      return fate satisfies never;
  }
}

interface PickMarkProps {
  fate: PickFate;
  /** Centre. */
  x: number;
  y: number;
  width: number;
  height: number;
  /** Written into the sign. */
  text?: string;
}

export function PickMark({ fate, x, y, width, height, text }: PickMarkProps) {
  const style = useFigureStyle();
  const colour = fateColour(fate, style);
  return (
    <>
      <rect
        x={roundPixel(x - width / 2)}
        y={roundPixel(y - height / 2)}
        width={roundPixel(width)}
        height={roundPixel(height)}
        rx={fate === 'dropped' ? 0 : roundPixel(Math.min(width, height) / 2)}
        fill={fate === 'kept' ? colour : style.page}
        stroke={fate === 'kept' ? style.page : colour}
        strokeWidth={fate === 'kept' ? 1 : 1.75}
      />
      {text !== undefined && (
        <text
          x={roundPixel(x)}
          y={roundPixel(y + 4.2)}
          fontSize={12}
          fontWeight={600}
          textAnchor="middle"
          fill={fate === 'kept' ? style.page : style.ink}
        >
          {text}
        </text>
      )}
    </>
  );
}

/** Height of a `PickLegend` of a width. */
export function pickLegendHeight(width: number): number {
  return (placeTitles(width).at(-1)?.y ?? 0) + 20;
}

function placeTitles(width: number) {
  let x = 0;
  let y = 0;
  return PICK_FATES.map((fate) => {
    const needed = 20 + estimateWidth(TITLES[fate]) + 20;
    if (x > 0 && x + needed - 20 > width) {
      x = 0;
      y += 20;
    }
    const place = { fate, x, y };
    x += needed;
    return place;
  });
}

export function PickLegend({ x, y, width }: { x: number; y: number; width: number }) {
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      {placeTitles(width).map(({ fate, x: left, y: top }) => (
        <g key={fate} transform={`translate(${roundPixel(left)} ${top})`}>
          <PickMark fate={fate} x={7} y={9} width={11} height={11} />
          <text x={20} y={13}>
            {TITLES[fate]}
          </text>
        </g>
      ))}
    </g>
  );
}

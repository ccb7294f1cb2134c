import { tokenRectangle } from '../../../core/cells.ts';
import type { Layout } from '../../../core/tokens.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFrontViews } from '../drawing/useShownViews.ts';

interface CellNumbersProps {
  layout: Layout;
  /** i32[n], the number that stands in every cell. */
  nearest: Int32Array;
  /** Of the map, in pixels. */
  size: { width: number; height: number };
}

/** Narrower cells hold no number that can be read. */
const NARROWEST = 24;

/** Without a photo: which kept token stands for every cell, where there is room. */
export function CellNumbers({ layout, nearest, size }: CellNumbersProps) {
  const front = useFrontViews(layout);
  const scaleX = size.width / layout.width;
  const scaleY = size.height / layout.height;
  const numbers = Array.from(nearest, (token, cell) => ({ token, cell, box: tokenRectangle(front, cell) }));
  return (
    <g fontSize={12} textAnchor="middle" fill="#000">
      {numbers.map(({ token, cell, box }) => {
        if (!box || token < 0 || box.width * scaleX < NARROWEST || box.height * scaleY < 15) return null;
        return (
          <text
            key={cell}
            x={roundPixel((box.x + box.width / 2) * scaleX)}
            y={roundPixel((box.y + box.height / 2) * scaleY + 4)}
            fontWeight={token === cell ? 700 : undefined}
          >
            {token}
          </text>
        );
      })}
    </g>
  );
}

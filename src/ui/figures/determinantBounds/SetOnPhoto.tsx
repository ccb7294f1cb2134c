/**
 * The live set on the photo, and in it or beside it the three tokens that are drawn in space.
 */
import { memo } from 'react';
import { tokenRectangle } from '../../../core/cells.ts';
import type { Layout } from '../../../core/tokens.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle, type FigureStyle } from '../drawing/FigureStyle.ts';
import { mapHeight, TokenMap } from '../drawing/TokenMap.tsx';
import { useShownViews } from '../drawing/useShownViews.ts';

interface SetOnPhotoProps {
  layout: Layout;
  x: number;
  y: number;
  width: number;
  set: readonly number[];
  triple: readonly number[];
}

/** Colours of the first, second and third vector, in space and on the photo. */
export function vectorColours({ series }: FigureStyle): readonly string[] {
  return [series[7], series[4], series[5]];
}

export const SetOnPhoto = memo(function SetOnPhoto({ layout, x, y, width, set, triple }: SetOnPhotoProps) {
  const style = useFigureStyle();
  const shown = useShownViews(layout);
  const height = mapHeight(layout, width);
  const place = (token: number) => {
    const rectangle = tokenRectangle(shown, token);
    if (!rectangle) return null;
    const [scaleX, scaleY] = [width / layout.width, height / layout.height];
    return {
      x: roundPixel(rectangle.x * scaleX),
      y: roundPixel(rectangle.y * scaleY),
      width: roundPixel(rectangle.width * scaleX),
      height: roundPixel(rectangle.height * scaleY),
    };
  };
  return (
    <TokenMap layout={layout} x={x} y={y} width={width} label={`Tokens of the set: ${set.join(', ')}. Tokens in space: ${triple.join(', ')}.`}>
      <g fill="none" pointerEvents="none">
        {set.map((token) => {
          const box = place(token);
          return box && <MarkedCell key={token} box={box} colour="#ffffff" />;
        })}
        {triple.map((token, index) => {
          const box = place(token);
          const colour = vectorColours(style)[index];
          return (
            box && (
              <g key={token}>
                <MarkedCell box={box} colour={colour} />
                <NumberTag x={box.x + box.width / 2} y={box.y + box.height / 2} text={String(index + 1)} colour={colour} />
              </g>
            )
          );
        })}
      </g>
    </TokenMap>
  );
});

function MarkedCell({ box, colour }: { box: { x: number; y: number; width: number; height: number }; colour: string }) {
  return (
    <>
      <rect {...box} stroke="#000000" strokeOpacity={0.7} strokeWidth={4.5} />
      <rect {...box} stroke={colour} strokeWidth={2.5} />
    </>
  );
}

/** A number in a disc, readable on any photo. */
export function NumberTag({ x, y, text, colour }: { x: number; y: number; text: string; colour: string }) {
  const { page } = useFigureStyle();
  return (
    <g>
      <circle cx={roundPixel(x)} cy={roundPixel(y)} r={9} fill={colour} stroke={page} strokeWidth={1.5} />
      <text x={roundPixel(x)} y={roundPixel(y + 4.5)} fill={page} fontWeight={650} textAnchor="middle">
        {text}
      </text>
    </g>
  );
}

import type { Drawing } from '../drawing/Drawing.ts';
import { FIGURE_FONT, FIGURE_TEXT, useFigureStyle } from '../drawing/FigureStyle.ts';
import { PhotoDefinition } from '../drawing/TokenMap.tsx';

interface DrawnFigureProps {
  /** In pixels. */
  width: number;
  drawing: Drawing;
  /** What screen readers call it. */
  label: string;
}

/** A drawing as one SVG that needs no stylesheet. */
export function DrawnFigure({ width, drawing, label }: DrawnFigureProps) {
  const { ink } = useFigureStyle();
  const height = Math.ceil(drawing.height);
  return (
    <svg
      xmlns="http://www.w3.org/2000/svg"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      role="group"
      aria-label={label}
      fontFamily={FIGURE_FONT}
      fontSize={FIGURE_TEXT}
      fill={ink}
    >
      <PhotoDefinition />
      {drawing.content}
    </svg>
  );
}

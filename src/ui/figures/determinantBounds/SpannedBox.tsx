/**
 * Three unit vectors in space with the box that they span: its volume squared is their determinant.
 */
import { use, type KeyboardEvent, type PointerEvent } from 'react';
import { embedTriple, measureReach, turnBox, type BoxEdge, type Point, type Rotation } from '../../../core/figures/determinantBoundsBox.ts';
import { pin, pointAt } from '../../../state/focus.ts';
import { formatNumber } from '../../format.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import type { ChosenTriple } from './determinantBoundsText.ts';
import { NumberTag, vectorColours } from './SetOnPhoto.tsx';

interface SpannedBoxProps {
  chosen: ChosenTriple;
  rotation: Rotation;
  /** Turns the picture by so many radians. */
  onTurn: (yaw: number, pitch: number) => void;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Room for the numbers at the tips, in pixels. */
const ROOM = 18;

export function SpannedBox({ chosen, rotation, onTurn, x, y, width, height }: SpannedBoxProps) {
  const style = useFigureStyle();
  const store = use(FigureFocus);
  const { triple, lengths } = chosen;
  // Of the unit vectors, so that edges as long as r look as short as they are.
  const unit = (Math.min(width, height) / 2 - ROOM) / measureReach(embedTriple(triple.cosines));
  const { faces, edges } = turnBox(embedTriple(triple.cosines, lengths), rotation);
  const place = ([right, up]: Point) => `${roundPixel(width / 2 + right * unit)} ${roundPixel(height / 2 - up * unit)}`;
  const trace = ({ from, to }: BoxEdge) => `M${place(from)}L${place(to)}`;
  const plain = edges.filter(({ isVector }) => !isVector);
  const vectors = edges.filter(({ isVector }) => isVector).toSorted((a, b) => a.to[2] - b.to[2]);
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      <rect width={width} height={height} rx={4} fill={style.sunken} fillOpacity={0.55} />
      <g role="img" aria-label={describeBox(chosen)} fill="none" strokeLinecap="round">
        <path d={plain.filter(({ hidden }) => hidden).map(trace).join('')} stroke={style.soft} strokeDasharray="3 4" />
        {faces
          .filter(({ front }) => front)
          .map(({ corners }) => (
            <path key={corners.map(place).join()} d={`M${corners.map(place).join('L')}z`} fill={style.accent} fillOpacity={0.12} />
          ))}
        <path d={plain.filter(({ hidden }) => !hidden).map(trace).join('')} stroke={style.soft} strokeWidth={1.5} />
        {vectors.map((vector) => (
          <path key={vector.along} d={trace(vector)} stroke={vectorColours(style)[vector.along]} strokeWidth={3.5} strokeDasharray={vector.hidden ? '7 6' : undefined} />
        ))}
      </g>
      {store && <TurningArea width={width} height={height} onTurn={onTurn} />}
      {vectors.map(({ along, to }) => (
        <VectorTip
          key={along}
          token={triple.tokens?.[along] ?? null}
          number={along + 1}
          x={width / 2 + to[0] * unit}
          y={height / 2 - to[1] * unit}
          colour={vectorColours(style)[along]}
        />
      ))}
    </g>
  );
}

function describeBox({ name, triple }: ChosenTriple): string {
  const [a, b, c] = triple.cosines.map((cosine) => formatNumber(cosine, 2));
  return `${name} as vectors in space: cosine of 1 and 2 ${a}, of 1 and 3 ${b}, of 2 and 3 ${c}. Volume ${formatNumber(Math.sqrt(triple.det), 3)} of at most 1.`;
}

/** Radians per pixel of a drag, and per press of an arrow key. */
const DRAG = 0.01;
const PRESS = Math.PI / 24;

const KEYS: Record<string, readonly [yaw: number, pitch: number]> = {
  ArrowLeft: [-PRESS, 0],
  ArrowRight: [PRESS, 0],
  ArrowUp: [0, -PRESS],
  ArrowDown: [0, PRESS],
};

function TurningArea({ width, height, onTurn }: Pick<SpannedBoxProps, 'width' | 'height' | 'onTurn'>) {
  const drag = ({ buttons, movementX, movementY }: PointerEvent) => {
    if (buttons & 1) onTurn(movementX * DRAG, movementY * DRAG);
  };
  const press = (event: KeyboardEvent) => {
    const turn = KEYS[event.key];
    if (!turn) return;
    event.preventDefault();
    onTurn(...turn);
  };
  return (
    <rect
      className="bounds-turning"
      role="application"
      aria-label="The three vectors in space: arrow keys turn them"
      tabIndex={0}
      width={width}
      height={height}
      rx={4}
      fill="transparent"
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={press}
    />
  );
}

interface VectorTipProps {
  /** null for a vector that is no token. */
  token: number | null;
  number: number;
  x: number;
  y: number;
  colour: string;
}

function VectorTip({ token, number, x, y, colour }: VectorTipProps) {
  const store = use(FigureFocus);
  const focus = useFocusToken();
  const { ink } = useFigureStyle();
  const tag = <NumberTag x={x} y={y} text={String(number)} colour={colour} />;
  if (!store || token === null) return tag;
  return (
    <g className="bounds-tip" onPointerEnter={() => pointAt(store, token)} onClick={() => pin(store, token)}>
      {focus === token && <circle cx={roundPixel(x)} cy={roundPixel(y)} r={13} fill="none" stroke={ink} strokeWidth={2} />}
      {tag}
    </g>
  );
}

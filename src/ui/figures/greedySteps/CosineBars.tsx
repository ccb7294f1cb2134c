/**
 * How similar the pick is to those before it: the most similar of all, and the latest.
 */
import { use } from 'react';
import { compareWithEarlier } from '../../../core/figures/greedySteps.ts';
import { pointAt } from '../../../state/focus.ts';
import { formatNumber } from '../../format.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { pickOf, type Film } from './film.ts';
import { PickMark } from './PickMark.tsx';
import { useFocusedToken } from './useFocusedToken.ts';

/** Bars of the latest picks at most. */
const LATEST = 12;
const ROW = 21;
const HEAD = 48;

/** Height of `CosineBars` with all its rows, so that nothing below moves with the steps. */
export const BARS_HEIGHT = HEAD + ROW * (LATEST + 1) + 34;

interface CosineBarsProps {
  film: Film;
  step: number;
  x: number;
  y: number;
  width: number;
  onJump: (step: number) => void;
}

export function CosineBars({ film, step, x, y, width, onJump }: CosineBarsProps) {
  const { soft, line } = useFigureStyle();
  const { cosines, largest } = compareWithEarlier(film.replay, step);
  const latest = Array.from({ length: Math.min(LATEST, step) }, (_, back) => step - 1 - back);
  const low = Math.min(0, ...latest.map((earlier) => cosines[earlier]));
  const scale = (cosine: number) => 102 + ((cosine - low) / (1 - low)) * (width - 102 - 38);
  const row = (earlier: number, top: number) => (
    <BarRow key={earlier} {...{ film, step: earlier, cosine: cosines[earlier], scale, width, onJump }} y={top} />
  );
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      <text y={15} fontSize={15} fontWeight={650}>
        Cosine with earlier picks
      </text>
      {step === 0 ? (
        <text y={40} fill={soft}>
          This is the first pick.
        </text>
      ) : (
        <>
          <g fontSize={12} fill={soft}>
            <text x={30} y={38} textAnchor="end">
              step
            </text>
            <text x={72} y={38} textAnchor="end">
              token
            </text>
            <text x={102} y={38}>
              the most similar
            </text>
          </g>
          {row(largest, HEAD - 4)}
          <text x={102} y={HEAD + ROW + 14} fontSize={12} fill={soft}>
            {latest.length === 1 ? 'the one before' : `the ${latest.length} before`}
          </text>
          <path
            d={`M${roundPixel(scale(0))} ${HEAD + ROW + 20}v${ROW * latest.length}`}
            stroke={line}
          />
          {latest.map((earlier, index) => row(earlier, HEAD + ROW + 20 + index * ROW))}
        </>
      )}
    </g>
  );
}

interface BarRowProps {
  film: Film;
  step: number;
  cosine: number;
  scale: (cosine: number) => number;
  y: number;
  width: number;
  onJump: (step: number) => void;
}

function BarRow({ film, step, cosine, scale, y, width, onJump }: BarRowProps) {
  const store = use(FigureFocus);
  const { series, sunken } = useFigureStyle();
  const token = pickOf(film, step);
  const isFocused = useFocusedToken() === token;
  const [left, right] = [Math.min(scale(0), scale(cosine)), Math.max(scale(0), scale(cosine))];
  return (
    <g transform={`translate(0 ${y})`} fontSize={12.5} fontWeight={isFocused ? 700 : 400}>
      {isFocused && <rect x={-3} width={roundPixel(width + 3)} height={ROW} rx={3} fill={sunken} />}
      <text x={30} y={15} textAnchor="end">
        {step + 1}
      </text>
      <text x={72} y={15} textAnchor="end">
        {token}
      </text>
      <PickMark fate={film.walk.fates[step]} x={87} y={10.5} width={10} height={10} />
      <rect x={roundPixel(left)} y={4} width={roundPixel(right - left)} height={13} fill={series[5]} />
      <text x={roundPixel(right + 5)} y={15}>
        {formatNumber(cosine, 2)}
      </text>
      {store && (
        <rect
          className="figure-pointer"
          width={roundPixel(width)}
          height={ROW}
          fill="transparent"
          onPointerEnter={() => pointAt(store, token)}
          onClick={() => onJump(step)}
        />
      )}
    </g>
  );
}

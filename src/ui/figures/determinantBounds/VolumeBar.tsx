/**
 * The volume of three vectors beside the most that vectors of their lengths can span (Hadamard), and the numbers behind it.
 */
import { formatNumber } from '../../format.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import type { ChosenTriple } from './determinantBoundsText.ts';

interface VolumeBarProps {
  chosen: ChosenTriple;
  x: number;
  y: number;
  width: number;
}

export const VOLUME_BAR_HEIGHT = 92;

export function VolumeBar({ chosen: { triple, lengths }, x, y, width }: VolumeBarProps) {
  const { accent, line, soft } = useFigureStyle();
  const most = lengths.reduce((product, length) => product * length, 1);
  const share = Math.min(1, Math.sqrt(triple.det));
  const [a, b, c] = triple.cosines.map((cosine) => formatNumber(cosine, 3));
  return (
    <g transform={`translate(${roundPixel(x)} ${roundPixel(y)})`}>
      <text y={14}>{`cosines: a = ${a} (1, 2), b = ${b} (1, 3), c = ${c} (2, 3)`}</text>
      <text y={36} fontWeight={650}>{`volume ${formatNumber(share * most, 3)}`}</text>
      <text x={roundPixel(width)} y={36} fill={soft} textAnchor="end">
        {`of at most ${formatNumber(most, 3)} (Hadamard)`}
      </text>
      <rect y={44} width={roundPixel(width)} height={10} rx={2} fill={line} />
      <rect y={44} width={roundPixel(width * share)} height={10} rx={2} fill={accent} />
      <text y={76} fill={soft}>
        {describeVolume(triple.det, lengths)}
      </text>
    </g>
  );
}

/** Volumes below this show as 0. */
const FLAT = 0.0005;

function describeVolume(det: number, lengths: ChosenTriple['lengths']): string {
  const most = lengths.reduce((product, length) => product * length, 1);
  if (Math.sqrt(det) < FLAT) return 'det S = volume² = 0: the three lie in one plane';
  if (most === 1) return `det S = volume² = ${formatNumber(det, 3)}; all edges are 1 long`;
  return `det L = volume² = ${formatNumber(det * most ** 2, 3)}; r = ${lengths.map((length) => formatNumber(length, 2)).join(', ')}`;
}

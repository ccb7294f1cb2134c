/**
 * The live set in numbers: what it is, and what the bounds make of it.
 */
import { logAmgmUpper, logGershgorinLower, logPrintedLower, logRefinedUpper, type SubsetMeasures } from '../../../core/figures/determinantBounds.ts';
import { formatNumber } from '../../format.ts';
import { roundPixel } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { formatFromLog } from './determinantBoundsText.ts';

interface SetNumbersProps {
  measures: SubsetMeasures;
  y: number;
  width: number;
}

const LINE = 20;

export const SET_NUMBERS_HEIGHT = 7 * LINE;

export function SetNumbers({ measures, y, width }: SetNumbersProps) {
  const { line, soft } = useFigureStyle();
  const { tokens, rhoAvg, rhoMax, rhoMaxAbsolute, logDet } = measures;
  const k = tokens.length;
  const rows = [
    { name: 'average cosine ρavg', value: formatNumber(rhoAvg, 3) },
    { name: 'largest cosine ρmax', value: formatNumber(rhoMax, 3) },
    { name: 'Eq. 27, AM–GM', value: formatFromLog(logAmgmUpper(k, rhoAvg)) },
    { name: 'Eq. 28, refined', value: formatFromLog(logRefinedUpper(k, rhoAvg)) },
    { name: 'det', value: formatFromLog(logDet), isMain: true },
    { name: 'Eq. 26 as printed', value: formatFromLog(logPrintedLower(k, rhoMax)) },
    { name: 'Gershgorin, valid', value: formatFromLog(logGershgorinLower(k, rhoMaxAbsolute)) },
  ];
  return (
    <g transform={`translate(0 ${roundPixel(y)})`}>
      {rows.map(({ name, value, isMain = false }, index) => (
        <g key={name} fontWeight={isMain ? 650 : undefined}>
          <path d={`M0 ${index * LINE}h${roundPixel(width)}`} stroke={line} />
          <text y={index * LINE + 15} fill={isMain ? undefined : soft}>
            {name}
          </text>
          <text x={roundPixel(width)} y={index * LINE + 15} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
    </g>
  );
}

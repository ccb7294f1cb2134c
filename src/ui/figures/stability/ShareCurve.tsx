/**
 * Tokens from the firmest to the least firm: how many are kept always, sometimes, never.
 */
import { use } from 'react';
import { scaleLinear } from 'd3';
import { FIRM } from '../../../core/figures/stability.ts';
import { pointAt } from '../../../state/focus.ts';
import { formatPercent } from '../../format.ts';
import { AxisBottom, AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import { Legend, legendHeight } from '../drawing/Keys.tsx';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import type { StabilityView } from './stabilityDrawing.tsx';

/** Room for the title above, and for axes left and below. */
const MARGIN = { top: 34, left: 42, bottom: 42, right: 14 };

interface ShareCurveProps {
  data: StabilityView;
  style: FigureStyle;
  /** With title and axes. */
  box: Box;
}

export function ShareCurve({ data, style, box }: ShareCurveProps) {
  const store = use(FigureFocus);
  const { stability, kept } = data;
  const { share, settings } = stability;
  const isKept = maskOf(share.length, kept);
  const ranked = rankByShare(share, isKept);
  const shown = Math.min(share.length, Math.max(kept.length, share.filter((value) => value > 0).length));
  const entries = [
    { name: 'kept now', colour: style.series[0] },
    { name: 'dropped now', colour: style.series[1] },
  ];
  const legend = legendHeight(entries, box.width);
  const plot: Box = {
    x: roundPixel(box.x + MARGIN.left),
    y: roundPixel(box.y + MARGIN.top + legend + 24),
    width: roundPixel(box.width - MARGIN.left - MARGIN.right),
    height: roundPixel(box.height - MARGIN.top - legend - 24 - MARGIN.bottom),
  };
  const across = scaleLinear([0, shown], [plot.x, plot.x + plot.width]);
  const up = scaleLinear([0, 1], [plot.y + plot.height, plot.y]);
  const read = (x: number): Reading => {
    const rank = Math.min(shown - 1, Math.max(0, Math.floor(across.invert(x))));
    const token = ranked[rank];
    return {
      x: across(rank + 0.5),
      token,
      lines: [
        `token ${token}, ${isKept[token] ? 'kept now' : 'dropped now'}`,
        `kept in ${Math.round(share[token] * settings)} of ${settings} settings`,
      ],
    };
  };
  const bars = (wanted: number) => stepsOf(ranked.subarray(0, shown), share, (token) => isKept[token] === wanted, across, up);
  const budget = roundPixel(across(kept.length));
  const firm = roundPixel(up(FIRM));
  return (
    <g role="img" aria-label="Share of the settings that keep each token, from the firmest token on">
      <text x={box.x} y={box.y + 16} fontSize={15} fontWeight={650}>
        Tokens from firm to never kept
      </text>
      <Legend x={box.x} y={box.y + 26} width={box.width} entries={entries} />
      <AxisLeft scale={up} ticks={[0, 0.25, 0.5, 0.75, 1]} format={(value) => formatPercent(value, 0)} title="share of the settings that keep the token" grid={plot.width} top={plot.y} bottom={plot.y + plot.height} x={plot.x} />
      <path d={bars(1)} fill={style.series[0]} />
      <path d={bars(0)} fill={style.series[1]} fillOpacity={0.75} />
      <path d={`M${plot.x} ${firm}h${plot.width}`} stroke={style.ink} strokeDasharray="4 3" />
      <text x={plot.x + plot.width} y={firm + 15} textAnchor="end" fontSize={12}>
        {`firm, ≥ ${formatPercent(FIRM, 0)}`}
      </text>
      <path d={`M${budget} ${plot.y}v${plot.height}`} stroke={style.ink} strokeDasharray="1 3" strokeLinecap="round" />
      <text
        x={budget + (budget > plot.x + plot.width - 60 ? -6 : 6)}
        y={plot.y + plot.height * 0.4}
        textAnchor={budget > plot.x + plot.width - 60 ? 'end' : 'start'}
        fontSize={12}
      >
        {`m = ${kept.length}`}
      </text>
      <FocusedShare data={data} style={style} ranked={ranked} across={across} up={up} shown={shown} />
      <AxisBottom scale={across} ticks={across.ticks(plot.width < 280 ? 4 : 6).filter(Number.isInteger)} title={describeRest(share.length - shown)} left={plot.x} right={plot.x + plot.width} y={plot.y + plot.height} />
      <ChartPointer box={plot} read={read} onToken={(token) => store && pointAt(store, token)} />
    </g>
  );
}

function describeRest(rest: number): string {
  return rest > 0 ? `tokens, the firmest first; ${rest} more that no setting keeps` : 'tokens, the firmest first';
}

interface FocusedShareProps {
  data: StabilityView;
  style: FigureStyle;
  ranked: Uint32Array;
  across: (value: number) => number;
  up: (value: number) => number;
  shown: number;
}

function FocusedShare({ data, style, ranked, across, up, shown }: FocusedShareProps) {
  const token = useFocusToken();
  const rank = token === null ? -1 : ranked.indexOf(token);
  if (rank < 0 || rank >= shown) return null;
  const y = up(data.stability.share[ranked[rank]]);
  return <circle cx={roundPixel(across(rank + 0.5))} cy={roundPixel(y)} r={5} fill={style.ink} stroke={style.page} strokeWidth={1.5} />;
}

function maskOf(n: number, tokens: Uint32Array): Uint8Array {
  const mask = new Uint8Array(n);
  for (const token of tokens) mask[token] = 1;
  return mask;
}

/** Kept tokens first among equals, then the lower index. */
function rankByShare(share: Float64Array, isKept: Uint8Array): Uint32Array {
  return Uint32Array.from(share.keys()).toSorted((a, b) => share[b] - share[a] || isKept[b] - isKept[a] || a - b);
}

/** Bars of the tokens that are wanted, as one shape. */
function stepsOf(
  ranked: Uint32Array,
  share: Float64Array,
  isWanted: (token: number) => boolean,
  across: (value: number) => number,
  up: (value: number) => number,
): string {
  let path = '';
  for (let from = 0; from < ranked.length; ) {
    const value = share[ranked[from]];
    const wanted = isWanted(ranked[from]);
    let to = from + 1;
    while (to < ranked.length && share[ranked[to]] === value && isWanted(ranked[to]) === wanted) to += 1;
    if (wanted && value > 0) path += `M${roundPixel(across(from))} ${roundPixel(up(0))}V${roundPixel(up(value))}H${roundPixel(across(to))}V${roundPixel(up(0))}z`;
    from = to;
  }
  return path;
}

/**
 * The frame of the small charts on slider tracks: 100 units wide, 40 high, split in two tones at the slider's value.
 */
import { useId } from 'react';

export const CHART_WIDTH = 100;
export const CHART_HEIGHT = 40;

export interface TrackChartProps {
  /** Path of the filled curve. */
  path: string;
  /** Where the two tones meet, 0 to 1 along the track. */
  cut: number;
  /** The side that counts, which takes the accent colour. */
  active: 'left' | 'right';
  tone: 'accent' | 'warm';
  /** Further places to mark, 0 to 1. */
  marks?: { at: number; label: string }[];
}

/** A label takes about this share of the track. */
const LABEL_WIDTH = 0.22;

/** Right of its mark, but neither under the cut line nor beyond the end of the track. */
function placeLabel(at: number, cut: number) {
  if (at > 1 - LABEL_WIDTH) return { style: { right: `${(1 - at) * 100}%` } };
  const covered = cut >= at && cut < at + LABEL_WIDTH;
  return { style: { left: `${(covered ? cut : at) * 100}%` } };
}

export function TrackChart({ path, cut, active, tone, marks = [] }: TrackChartProps) {
  const clip = useId();
  const x = cut * CHART_WIDTH;
  const [start, width] = active === 'left' ? [0, x] : [x, CHART_WIDTH - x];
  return (
    <div className="track-chart" aria-hidden="true">
      <svg viewBox={`0 0 ${CHART_WIDTH} ${CHART_HEIGHT}`} preserveAspectRatio="none" focusable="false">
        <clipPath id={clip}>
          <rect x={start} y={0} width={Math.max(0, width)} height={CHART_HEIGHT} />
        </clipPath>
        <path className="curve" d={path} />
        <path className="curve active" data-tone={tone} d={path} clipPath={`url(#${clip})`} />
      </svg>
      {marks.map(({ at, label }) => (
        <span key={label} className="track-mark" style={{ left: `${at * 100}%` }} />
      ))}
      {marks.map(({ at, label }) => (
        <span key={label} className="track-label" {...placeLabel(at, cut)}>
          {label}
        </span>
      ))}
    </div>
  );
}

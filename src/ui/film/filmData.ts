/**
 * What the film strip says of every frame, without any drawing.
 */
import { max, scaleLinear } from 'd3';
import type { Layout } from '../../core/tokens.ts';
import type { VideoInfo } from '../../media/decodeVideo.ts';
import { nameCodec } from '../../media/videoFormat.ts';
import { FRAME_COUNTS, type FrameSampling, type TimeRange } from '../../media/sampleTimes.ts';
import { formatPercent } from '../format.ts';

/** Kept tokens of every view. @param indices ascending */
export function countKeptPerView({ views }: Layout, indices: Uint32Array): number[] {
  const counts = views.map(() => 0);
  let view = 0;
  for (const token of indices) {
    while (view + 1 < views.length && token >= views[view + 1].offset) view += 1;
    counts[view] += 1;
  }
  return counts;
}

/** One bar of the chart over the strip; x and width in cells of the strip, y and height in pixels from the top. */
export interface Bar {
  x: number;
  width: number;
  y: number;
  height: number;
}

/** Share of a cell that lies free between two bars. */
const GAP = 0.16;

/**
 * Kept tokens of every frame as bars in the strip's own horizontal scale, one cell a frame.
 * @param even tokens that every frame would keep of an even budget
 * @returns the bars, where a line for `even` lies, and the count at the top
 */
export function layOutBars(counts: readonly number[], even: number, height: number): { bars: Bar[]; evenAt: number; top: number } {
  const top = Math.max(1, max(counts) ?? 0, even);
  const y = scaleLinear([0, top], [height, 0]);
  const bars = counts.map((count, frame) => ({ x: frame + GAP / 2, width: 1 - GAP, y: y(count), height: height - y(count) }));
  return { bars, evenAt: y(even), top };
}

/** Minutes and seconds to the hundredth: 1:04.20. */
export function formatTime(seconds: number): string {
  const hundredths = Math.round(seconds * 100);
  const minutes = Math.floor(hundredths / 6000);
  return `${minutes}:${((hundredths % 6000) / 100).toFixed(2).padStart(5, '0')}`;
}

export interface FrameFacts {
  /** From 0. */
  frame: number;
  frames: number;
  /** Seconds from the first frame of the video. */
  time: number;
  kept: number;
  /** Tokens of the frame. */
  tokens: number;
}

export function describeFrame({ frame, frames, time, kept, tokens }: FrameFacts): string {
  return `Frame ${frame + 1} of ${frames}, ${formatTime(time)}: ${kept} of ${tokens} tokens kept (${formatPercent(kept / tokens)})`;
}

/** File and format in one line: clip.mp4, 1920 × 1080, 1:04.20, H.264. */
export function describeVideo(name: string, { width, height, duration, codec, format }: VideoInfo): string {
  return `${name}: ${width} × ${height} pixels, ${formatTime(duration)} long, ${nameCodec(codec)} in ${format}`;
}

/** The whole video is no range. */
export function toSampling(count: number, [start, end]: readonly number[], duration: number): FrameSampling {
  const range: TimeRange | null = start <= 0 && end >= duration ? null : { start, end };
  return { count, range };
}

/** Names of the frame counts that can be chosen, which a list box keeps as text. */
export const COUNT_NAMES = FRAME_COUNTS.map(String);

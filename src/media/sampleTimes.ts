/**
 * Which frames of a video stand for it: uniform sampling as LLaVA-Video does it.
 */

/** A part of a video in seconds from its first frame, both ends included. */
export interface TimeRange {
  start: number;
  end: number;
}

/** What is encoded of a video. */
export interface FrameSampling {
  /** Frames that are asked for; a range that holds fewer gives each of its frames once. */
  count: number;
  /** null for the whole video. */
  range: TimeRange | null;
}

/** Frames that can be chosen; 64 is LLaVA-Video's number. */
export const FRAME_COUNTS = [8, 16, 32, 64] as const;

/** Of a video that was just opened: enough to see how the budget moves over time, quick to encode without a GPU. */
export const DEFAULT_SAMPLING: FrameSampling = { count: 8, range: null };

export function isSameSampling(a: FrameSampling, b: FrameSampling): boolean {
  return a.count === b.count && a.range?.start === b.range?.start && a.range?.end === b.range?.end;
}

/**
 * Containers round time stamps, WebM to whole milliseconds: a frame that begins this much later, in seconds, still counts
 * as begun.
 */
export const STAMP_ROUNDING = 5.01e-4;

/**
 * Times in seconds, ascending, at which the frame on screen is taken: `count` equal steps with both ends of the range
 * included, LLaVA-Video's np.linspace(0, frames - 1, count, dtype=int) in time rather than in indices. The frame on screen
 * at a time is the last one that has begun, so that at a constant frame rate both give the same frames, except that one which
 * begins within half a millisecond is taken too.
 * One frame is the first one, as np.linspace has it.
 * @param range where the first and the last frame begin at the latest
 */
export function listSampleTimes({ start, end }: TimeRange, count: number): number[] {
  const step = count > 1 ? (end - start) / (count - 1) : 0;
  return Array.from({ length: count }, (_, index) => start + index * step + STAMP_ROUNDING);
}

/** The range as far as the video reaches; `lastFrame` is when its last frame begins. */
export function clampRange(range: TimeRange | null, lastFrame: number): TimeRange {
  if (range === null) return { start: 0, end: lastFrame };
  const start = Math.min(Math.max(0, range.start), lastFrame);
  return { start, end: Math.min(Math.max(start, range.end), lastFrame) };
}

/** What the name of a sampling must be, for sentences. */
export const SAMPLING_NAMES = `${FRAME_COUNTS.join(', ')}, or one of them with a range in seconds such as 16:1.5-4`;

const SAMPLING_NAME = /^(\d+)(?::(\d{1,6}(?:\.\d{1,3})?)-(\d{1,6}(?:\.\d{1,3})?))?$/;

/** As links have it: "16", or "16:1.5-4" for a range in seconds, to the millisecond. */
export function nameSampling({ count, range }: FrameSampling): string {
  return range ? `${count}:${nameSeconds(range.start)}-${nameSeconds(range.end)}` : String(count);
}

function nameSeconds(seconds: number): string {
  return String(Number(seconds.toFixed(3)));
}

/** The sampling of a name; null if it is none. */
export function parseSampling(text: string): FrameSampling | null {
  const [, count, start, end] = SAMPLING_NAME.exec(text) ?? [];
  const range = start === undefined || end === undefined ? null : { start: Number(start), end: Number(end) };
  const isKnown = FRAME_COUNTS.some((known) => known === Number(count));
  return isKnown && (range === null || range.start <= range.end) ? { count: Number(count), range } : null;
}

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

/** Frames of a video that was just opened: enough to see how the budget moves over time, quick to encode without a GPU. */
export const DEFAULT_FRAME_COUNT = 8;

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

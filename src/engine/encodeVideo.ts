/**
 * Decodes and encodes a video frame by frame: at any time one frame is in memory as pixels, and a small bitmap of every
 * earlier one for the film strip.
 */
import type { EncodedViews, EncodeViewsOptions } from '../encoders/encodeViews.ts';
import { encodeFrames } from '../encoders/encodeFrames.ts';
import type { Encoder, RgbaImage } from '../encoders/encoder.ts';
import type { DecodedFrame, OpenVideo } from '../media/decodeVideo.ts';
import type { FrameSampling } from '../media/sampleTimes.ts';
import type { FilmFrame } from './videoRequests.ts';

export interface EncodedVideo {
  views: EncodedViews;
  film: FilmFrame[];
  /** Milliseconds. */
  timings: { decode: number; encode: number };
}

/**
 * Encodes the frames of a sampling; the video stays open.
 * @throws VideoInputError in a sentence for a damaged file, AbortError, and what `encodeFrames` throws; nothing is left open
 */
export async function encodeVideo(encoder: Encoder, video: OpenVideo, sampling: FrameSampling, options: EncodeViewsOptions): Promise<EncodedVideo> {
  const start = performance.now();
  const times = await video.listFrames(sampling);
  const film: FilmFrame[] = [];
  const decoded = video.decodeFrames(times, options.signal);
  let waited = 0;

  async function nextFrame(): Promise<DecodedFrame | null> {
    const asked = performance.now();
    const { value, done } = await decoded.next();
    waited += performance.now() - asked;
    return done ? null : value;
  }

  async function* readImages(): AsyncGenerator<RgbaImage, void> {
    try {
      for (let frame = await nextFrame(); frame; frame = await nextFrame()) {
        film.push({ time: frame.time, bitmap: frame.bitmap });
        yield frame.image;
      }
    } finally {
      // Also where the encoder fails: the decoder closes what it holds.
      await decoded.return();
    }
  }

  try {
    const views = await encodeFrames(encoder, readImages(), times.length, options);
    return { views, film, timings: { decode: waited, encode: performance.now() - start - waited } };
  } catch (error) {
    closeFilm(film);
    throw error;
  }
}

/** Frees the bitmaps of a film that nobody will see. */
export function closeFilm(film: readonly FilmFrame[]): void {
  for (const { bitmap } of film) bitmap.close();
}

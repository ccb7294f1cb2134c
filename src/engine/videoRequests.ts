/**
 * Requests about videos, as the engine protocol carries them.
 */
import type { VideoInfo } from '../media/decodeVideo.ts';
import type { FrameSampling } from '../media/sampleTimes.ts';
import type { EncodeImageResult } from './protocol.ts';

/** Opens a video for as long as it takes to read what it says of itself. */
export interface ReadVideoRequest {
  kind: 'readVideo';
  file: Blob;
  name: string;
}

export type ReadVideoResult = VideoInfo;

/** Decodes and encodes frames one after the other; their tokens stay in the worker under one id. */
export interface EncodeVideoRequest {
  kind: 'encodeVideo';
  file: Blob;
  name: string;
  sampling: FrameSampling;
}

/** One encoded frame, as it is shown. */
export interface FilmFrame {
  /** When it begins, in seconds from the first frame of the video. */
  time: number;
  /** Transferred to the page. */
  bitmap: ImageBitmap;
}

export interface EncodeVideoResult extends Omit<EncodeImageResult, 'bitmap'> {
  /** One for each view of the layout, in its order. */
  film: FilmFrame[];
}

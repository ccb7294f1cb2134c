/**
 * Decodes single frames of a video in a page or worker, with mediabunny for the container and WebCodecs for the pictures.
 * At any time one decoded frame is held as RGBA, a handful as the decoder's own; the file is read piece by piece.
 */
import type * as Mediabunny from 'mediabunny';
import type { RgbaImage } from '../encoders/encoder.ts';
import { clampRange, type FrameSampling, listSampleTimes } from './sampleTimes.ts';
import {
  describeDamage,
  describeMissingFrames,
  describeMissingTrack,
  describeUnsupportedCodec,
  requireFrameSize,
  requireSupportedVideo,
  VideoInputError,
  type VideoFormat,
} from './videoFormat.ts';

/** What a video says of itself. */
export interface VideoInfo {
  format: VideoFormat;
  /** Short name of the codec, such as vp9. */
  codec: string;
  /** Pixels on screen, after rotation and with square pixels. */
  width: number;
  height: number;
  /** Seconds from the beginning of the first frame to the end of the last. */
  duration: number;
}

export interface DecodedFrame {
  /** When it begins, in seconds from the first frame of the video. */
  time: number;
  image: RgbaImage;
  /** For display; the caller closes or transfers it. */
  bitmap: ImageBitmap;
}

export interface OpenVideo {
  info: VideoInfo;
  /** When the frames of a sampling begin, in seconds from the first frame: ascending, each frame once. */
  listFrames(sampling: FrameSampling): Promise<number[]>;
  /**
   * The frames that begin at these times, one after the other; each is closed before the next is decoded.
   * @throws VideoInputError in a sentence for a damaged file; AbortError between two frames
   */
  decodeFrames(times: readonly number[], signal: AbortSignal): AsyncGenerator<DecodedFrame, void>;
  close(): void;
}

/** Longer side of the bitmaps for display, in pixels: 64 of them take 60 MB at 16 : 9. */
const DISPLAY_EDGE = 640;
/** Frames that are asked of the decoder at once; it may hold as many until they are taken. */
const BATCH = 8;
/** Added to a frame's own time, which sums of floating-point numbers may have put a little before it. */
const HALF_MICROSECOND = 5e-7;

/**
 * Opens a video. Loads the demuxer when it is first called.
 * @throws VideoInputError in a sentence: not a video, no video track, a codec that is not supported, damaged, too large
 */
export async function openVideo(file: Blob, name: string): Promise<OpenVideo> {
  const format = await requireSupportedVideo(name, file);
  if (!('VideoDecoder' in globalThis)) {
    throw new VideoInputError('This browser cannot decode videos for pages (it has no WebCodecs); Chrome, Edge, Firefox 130 and Safari 16.4 or newer can.');
  }
  const bunny = await import('mediabunny');
  const { BlobSource, Input, MATROSKA, MP4, QTFF, WEBM } = bunny;
  const input = new Input({ formats: [MP4, QTFF, WEBM, MATROSKA], source: new BlobSource(file) });
  const describe = (error: unknown) => (error instanceof VideoInputError ? error : describeDamage(name, format, file.size, error));
  try {
    const opened = await readTrack(bunny, input, format, name);
    return {
      info: opened.info,
      listFrames: (sampling) =>
        listFrames(bunny, opened, sampling).catch((error: unknown) => {
          throw describe(error);
        }),
      async *decodeFrames(times, signal) {
        try {
          yield* decodeFrames(bunny, opened, times, signal);
        } catch (error) {
          signal.throwIfAborted();
          throw describe(error);
        }
      },
      close: () => input.dispose(),
    };
  } catch (error) {
    input.dispose();
    throw describe(error);
  }
}

type Bunny = typeof Mediabunny;

interface OpenTrack {
  track: Mediabunny.InputVideoTrack;
  info: VideoInfo;
  /** Beginnings of the first and the last frame on the file's own clock, in seconds. */
  first: number;
  last: number;
}

async function readTrack({ EncodedPacketSink }: Bunny, input: Mediabunny.Input, format: VideoFormat, name: string): Promise<OpenTrack> {
  const track = await input.getPrimaryVideoTrack();
  if (!track) {
    // A file that was cut off early has no track of any kind.
    throw (await input.getTracks()).length > 0 ? describeMissingTrack(name, format) : new Error('The file lists no track.');
  }
  const codec = await track.getCodec();
  if (codec === null || !(await track.canDecode())) {
    const internal = await track.getInternalCodecId();
    throw describeUnsupportedCodec(name, codec, (await track.getCodecParameterString()) ?? (typeof internal === 'string' ? internal : null));
  }
  const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  requireFrameSize(name, width, height);
  const lastPacket = await new EncodedPacketSink(track).getPacket(Infinity, { metadataOnly: true });
  // What lies before zero is decoded but never shown.
  const first = Math.max(0, await track.getFirstTimestamp());
  if (!lastPacket) {
    const promised = (await track.getDurationFromMetadata()) ?? 0;
    throw promised > 0 ? new Error(`The file lists no frame, but ${promised} s.`) : describeMissingFrames(name);
  }
  const last = Math.max(first, lastPacket.timestamp);
  return { track, first, last, info: { format, codec, width, height, duration: last + lastPacket.duration - first } };
}

async function listFrames({ EncodedPacketSink }: Bunny, { track, first, last }: OpenTrack, { count, range }: FrameSampling): Promise<number[]> {
  const sink = new EncodedPacketSink(track);
  const begun: number[] = [];
  for (const time of listSampleTimes(clampRange(range, last - first), count)) {
    const packet = await sink.getPacket(first + time, { metadataOnly: true });
    if (packet) begun.push(packet.timestamp - first);
  }
  return [...new Set(begun)];
}

async function* decodeFrames(
  { VideoSampleSink }: Bunny,
  { track, info, first }: OpenTrack,
  times: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<DecodedFrame, void> {
  const sink = new VideoSampleSink(track);
  const canvas = createCanvas(info);
  for (let start = 0; start < times.length; start += BATCH) {
    const stamps = times.slice(start, start + BATCH).map((time) => first + time + HALF_MICROSECOND);
    for await (const sample of sink.samplesAtTimestamps(stamps)) {
      if (!sample) throw new Error('A frame that the file lists could not be decoded.');
      try {
        signal.throwIfAborted();
        yield { time: sample.timestamp - first, ...(await readPixels(sample, canvas)) };
      } finally {
        sample.close();
      }
    }
  }
}

interface Canvas {
  context: OffscreenCanvasRenderingContext2D;
  display: ImageBitmapOptions;
}

function createCanvas({ width, height }: VideoInfo): Canvas {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new VideoInputError(`This browser gave no canvas of ${width} × ${height} pixels; close other pages or use a smaller video.`);
  const scale = Math.min(1, DISPLAY_EDGE / Math.max(width, height));
  return {
    context,
    display: { resizeWidth: Math.max(1, Math.round(width * scale)), resizeHeight: Math.max(1, Math.round(height * scale)), resizeQuality: 'high' },
  };
}

/** Turned upright, transparent pixels over white, as photos are. */
async function readPixels(sample: Mediabunny.VideoSample, { context, display }: Canvas): Promise<Omit<DecodedFrame, 'time'>> {
  const { width, height } = context.canvas;
  context.fillStyle = 'white';
  context.fillRect(0, 0, width, height);
  sample.draw(context, 0, 0, width, height);
  const { data } = context.getImageData(0, 0, width, height);
  return { image: { width, height, data }, bitmap: await createImageBitmap(context.canvas, display) };
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clampRange, listSampleTimes, STAMP_ROUNDING } from '../../src/media/sampleTimes.ts';
import {
  describeDamage,
  describeMissingFrames,
  describeMissingTrack,
  describeUnsupportedCodec,
  isVideoFile,
  recognizeVideo,
  requireFrameSize,
  requireSupportedVideo,
  VideoInputError,
} from '../../src/media/videoFormat.ts';

/** np.linspace(0, frames - 1, count, dtype=int), which truncates; `slack` in frames. */
function linspaceIndices(frames: number, count: number, slack: number): number[] {
  const last = frames - 1;
  return Array.from({ length: count }, (_, i) => (count === 1 ? 0 : Math.min(last, Math.floor((i * last) / (count - 1) + slack))));
}

/** Index of the last frame that has begun at each of the sampled times. */
function framesAt(stamps: readonly number[], count: number): number[] {
  const times = listSampleTimes({ start: 0, end: stamps[stamps.length - 1] }, count);
  return times.map((time) => stamps.findLastIndex((stamp) => stamp <= time));
}

describe('uniform sampling', () => {
  it('takes the frames of LLaVA-Video at a constant frame rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 900 }), fc.constantFrom(1, 8, 16, 32, 64), fc.constantFrom(1, 23.976, 24, 25, 29.97, 30, 50, 60), (frames, count, rate) => {
        const stamps = Array.from({ length: frames }, (_, frame) => frame / rate);
        expect(framesAt(stamps, count)).toEqual(linspaceIndices(frames, count, STAMP_ROUNDING * rate));
      }),
    );
  });

  it('is not misled by time stamps in whole milliseconds', () => {
    const stamps = Array.from({ length: 316 }, (_, frame) => Math.round((frame * 1000) / 30) / 1000);
    // 315 / 63 = 5: every sampled time is the beginning of a frame.
    expect(framesAt(stamps, 64)).toEqual(linspaceIndices(316, 64, 0));
  });

  it('includes both ends of a range, and never leaves the video', () => {
    expect(clampRange(null, 7.5)).toEqual({ start: 0, end: 7.5 });
    expect(clampRange({ start: 2, end: 20 }, 7.5)).toEqual({ start: 2, end: 7.5 });
    expect(clampRange({ start: -3, end: -1 }, 7.5)).toEqual({ start: 0, end: 0 });
    expect(clampRange({ start: 9, end: 12 }, 7.5)).toEqual({ start: 7.5, end: 7.5 });
    const times = listSampleTimes({ start: 2, end: 4 }, 5);
    expect(times.map((time) => Number(time.toFixed(2)))).toEqual([2, 2.5, 3, 3.5, 4]);
  });
});

const bytes = (text: string, length = text.length) => Uint8Array.from({ length }, (_, i) => text.charCodeAt(i) || 0);
const blob = (content: Uint8Array, type = '') => new Blob([content as Uint8Array<ArrayBuffer>], { type });

const WEBM = bytes('\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm');
const MKV = bytes('\x1aE\xdf\xa3\xa3B\x86\x81\x01B\x82\x88matroska');
const MP4 = bytes('\0\0\0\x18ftypisom\0\0\x02\0isomiso2');
const MOV = bytes('\0\0\0\x14ftypqt  \0\0\x02\0qt  ');
const AVIF = bytes('\0\0\0\x18ftypavif\0\0\0\0mif1avif');
const HEIC = bytes('\0\0\0\x18ftypheic\0\0\0\0mif1heic');
const JPEG = bytes('\xff\xd8\xff\xe0\0\x10JFIF');

describe('recognizeVideo', () => {
  it.each([
    ['WebM', WEBM],
    ['Matroska', MKV],
    ['MP4', MP4],
    ['QuickTime', MOV],
    ['QuickTime', bytes('\0\0\x10\0moov\0\0\0\x6cmvhd')],
    ['AVI', bytes('RIFF\0\0\0\0AVI LIST')],
    ['Windows Media', bytes('\x30\x26\xb2\x75\x8e\x66\xcf\x11\xa6\xd9')],
    ['Flash video', bytes('FLV\x01\x05')],
    ['Ogg', bytes('OggS\0\x02')],
    ['MPEG', bytes('\0\0\x01\xba\x44')],
    ['MPEG', Uint8Array.from({ length: 400 }, (_, i) => (i % 188 === 0 ? 0x47 : 1))],
  ] as const)('knows %s', (format, head) => {
    expect(recognizeVideo(head)).toBe(format);
  });

  it.each([AVIF, HEIC, JPEG, bytes('RIFF\0\0\0\0WEBP'), bytes('RIFF\0\0\0\0WAVE'), bytes('This is text.'), new Uint8Array(0)])('leaves other files alone (%#)', (head) => {
    expect(recognizeVideo(head)).toBeNull();
  });
});

describe('isVideoFile', () => {
  it('goes by the content', async () => {
    expect(await isVideoFile({ name: 'download', file: blob(WEBM) })).toBe(true);
    expect(await isVideoFile({ name: 'photo.png', file: blob(MP4, 'image/png') })).toBe(true);
    expect(await isVideoFile({ name: 'clip.mp4', file: blob(JPEG, 'video/mp4') })).toBe(false);
    expect(await isVideoFile({ name: 'photo.avif', file: blob(AVIF, 'image/avif') })).toBe(false);
  });

  it('takes a file that claims to be one and is nothing else for a broken video', async () => {
    expect(await isVideoFile({ name: 'empty.MP4', file: blob(new Uint8Array(0)) })).toBe(true);
    expect(await isVideoFile({ name: 'stream', file: blob(bytes('??'), 'video/webm') })).toBe(true);
    expect(await isVideoFile({ name: 'notes.txt', file: blob(bytes('??'), 'text/plain') })).toBe(false);
  });
});

const refuse = (name: string, content: Uint8Array) => requireSupportedVideo(name, blob(content)).catch((error: unknown) => error);

describe('refusals', () => {
  it.each([
    ['empty.mp4', new Uint8Array(0), /^“empty\.mp4” is empty \(0 bytes\)/],
    ['text.mp4', bytes('Some text.'), /^“text\.mp4” is not a video that can be read \(10 bytes, beginning with 53 6f 6d 65\)\. Use an MP4, WebM or MOV file\.$/],
    ['old.avi', bytes('RIFF\0\0\0\0AVI LIST'), /^“old\.avi” is in the format AVI, which cannot be read\./],
  ])('%s', async (name, content, sentence) => {
    const error = await refuse(name, content);
    expect(error).toBeInstanceOf(VideoInputError);
    expect((error as Error).message).toMatch(sentence);
  });

  it('lets supported formats pass', async () => {
    expect(await requireSupportedVideo('clip', blob(MOV))).toBe('QuickTime');
  });

  it('limits the size of a frame', () => {
    expect(() => requireFrameSize('8k.mp4', 7680, 4320)).not.toThrow();
    expect(() => requireFrameSize('16k.mp4', 15360, 8640)).toThrow('15360 × 8640 pixels (132.7 megapixels); at most 36 are possible');
    expect(() => requireFrameSize('none.mp4', 0, 4320)).toThrow('frames of 0 × 4320 pixels');
  });

  it('is one sentence or two that names file, cause and remedy', () => {
    expect(describeUnsupportedCodec('a.mp4', 'hevc', 'hvc1.1.6.L93.B0').message).toBe(
      '“a.mp4” is encoded with H.265 (HEVC) [hvc1.1.6.L93.B0], which this browser cannot decode. Convert it to H.264, VP9 or AV1, or try another browser.',
    );
    expect(describeUnsupportedCodec('a.mkv', null, 'V_REAL/RV40').message).toContain('a codec that is not known here [V_REAL/RV40]');
    expect(describeMissingTrack('a.mp4', 'MP4').message).toContain('holds no video track (MP4)');
    expect(describeMissingFrames('a.mp4').message).toContain('0 frames; at least 1 is needed');
    expect(describeDamage('a.webm', 'WebM', 12, new Error('x')).message).toMatch(/^“a\.webm” begins like WebM but its 12 bytes could not be decoded;/);
  });
});

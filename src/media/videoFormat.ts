/**
 * Recognises video files by their first bytes and words what is wrong with one.
 */
import { recognizeImage } from './imageFormat.ts';

export type VideoFormat = 'MP4' | 'QuickTime' | 'WebM' | 'Matroska' | 'AVI' | 'Windows Media' | 'Flash video' | 'MPEG' | 'Ogg';

const SUPPORTED: readonly VideoFormat[] = ['MP4', 'QuickTime', 'WebM', 'Matroska'];
const SUPPORTED_SENTENCE = 'Use an MP4, WebM or MOV file.';

export const VIDEO_FILE_ENDINGS = ['.mp4', '.m4v', '.mov', '.webm', '.mkv'];

/** The name of the document type lies within the first few elements of a WebM or Matroska file. */
const SIGNATURE_BYTES = 1024;
/** One decoded frame is held at a time, as 4 bytes a pixel: 8K (7680 x 4320) fits. */
const MOST_MEGAPIXELS = 36;

/** A video that cannot be used, in words for the person. */
export class VideoInputError extends Error {
  override name = 'VideoInputError';
}

interface NamedBlob {
  name: string;
  file: Blob;
}

/** True for what is a video by its content, or claims to be one and is no picture. */
export async function isVideoFile({ name, file }: NamedBlob): Promise<boolean> {
  const head = await readHead(file);
  if (recognizeVideo(head) !== null) return true;
  const claims = file.type.startsWith('video/') || VIDEO_FILE_ENDINGS.some((ending) => name.toLowerCase().endsWith(ending));
  return claims && recognizeImage(head) === null;
}

/**
 * The format of a video file that can be opened.
 * @throws VideoInputError for an empty file, a format that is not supported or unknown
 */
export async function requireSupportedVideo(name: string, file: Blob): Promise<VideoFormat> {
  if (file.size === 0) throw new VideoInputError(`“${name}” is empty (0 bytes). Choose another file.`);
  const head = await readHead(file);
  const format = recognizeVideo(head);
  if (format === null) {
    const first = [...head.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    throw new VideoInputError(`“${name}” is not a video that can be read (${file.size} bytes, beginning with ${first}). ${SUPPORTED_SENTENCE}`);
  }
  if (!SUPPORTED.includes(format)) throw new VideoInputError(`“${name}” is in the format ${format}, which cannot be read. ${SUPPORTED_SENTENCE}`);
  return format;
}

/** @throws VideoInputError for frames of more than 36 megapixels, or of none */
export function requireFrameSize(name: string, width: number, height: number): void {
  const megapixels = (width * height) / 1e6;
  if (!(megapixels > 0)) throw new VideoInputError(`“${name}” has frames of ${width} × ${height} pixels; at least 1 × 1 is needed. Save it again.`);
  if (megapixels > MOST_MEGAPIXELS) {
    throw new VideoInputError(
      `“${name}” has frames of ${width} × ${height} pixels (${megapixels.toFixed(1)} megapixels); at most ${MOST_MEGAPIXELS} are possible. Make it smaller and try again.`,
    );
  }
}

const CODEC_NAMES: Record<string, string | undefined> = { avc: 'H.264', hevc: 'H.265 (HEVC)', vp8: 'VP8', vp9: 'VP9', av1: 'AV1' };

/** A codec's name for people: H.264 for avc. */
export function nameCodec(codec: string): string {
  return CODEC_NAMES[codec] ?? codec;
}

/**
 * For a video whose codec the browser cannot decode.
 * @param codec short name of the codec, null for one that is not known
 * @param detail how the file itself names it
 */
export function describeUnsupportedCodec(name: string, codec: string | null, detail: string | null): VideoInputError {
  const known = codec === null ? 'a codec that is not known here' : nameCodec(codec);
  const exact = detail ? ` [${detail}]` : '';
  return new VideoInputError(
    `“${name}” is encoded with ${known}${exact}, which this browser cannot decode. Convert it to H.264, VP9 or AV1, or try another browser.`,
  );
}

export function describeMissingTrack(name: string, format: VideoFormat): VideoInputError {
  return new VideoInputError(`“${name}” holds no video track (${format}), such as a sound recording. Choose a file with pictures.`);
}

export function describeMissingFrames(name: string): VideoInputError {
  return new VideoInputError(`“${name}” has a video track with 0 frames; at least 1 is needed. Choose another file.`);
}

/** For a file whose signature is right but whose content is not. */
export function describeDamage(name: string, format: VideoFormat, size: number, cause: unknown): VideoInputError {
  return new VideoInputError(
    `“${name}” begins like ${format} but its ${size} bytes could not be decoded; it is probably cut off or damaged. Save or download it again.`,
    { cause },
  );
}

/** The format of a video or sound file by its first bytes; null for anything else. */
export function recognizeVideo(head: Uint8Array): VideoFormat | null {
  const text = String.fromCharCode(...head.subarray(0, SIGNATURE_BYTES));
  if (text.startsWith('\x1aE\xdf\xa3')) return text.includes('webm') ? 'WebM' : 'Matroska';
  const box = text.slice(4, 8);
  if (box === 'ftyp') return recognizeImage(head) !== null ? null : text.slice(8, 12) === 'qt  ' ? 'QuickTime' : 'MP4';
  // QuickTime files of before 2001 have no box that names their type.
  if (['moov', 'mdat', 'wide', 'pnot'].includes(box)) return 'QuickTime';
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'AVI ') return 'AVI';
  if (text.startsWith('\x30\x26\xb2\x75\x8e\x66\xcf\x11')) return 'Windows Media';
  if (text.startsWith('FLV\x01')) return 'Flash video';
  if (text.startsWith('OggS')) return 'Ogg';
  // A program stream begins with its pack header, a transport stream with packets of 188 bytes.
  if (text.startsWith('\0\0\x01\xba') || (text[0] === 'G' && text[188] === 'G' && text[376] === 'G')) return 'MPEG';
  return null;
}

async function readHead(file: Blob): Promise<Uint8Array> {
  // A file that cannot be read any more is refused by whoever opens it.
  const buffer = await file.slice(0, SIGNATURE_BYTES).arrayBuffer().catch(() => new ArrayBuffer(0));
  return new Uint8Array(buffer);
}

/**
 * preprocessor_config.json of the transformers library: what happens to a photo before a vision model reads it.
 * Shapes and defaults are those of its CLIP, LLaVA, SigLIP, ViT and BiT image processors, old and new.
 */
import * as v from 'valibot';
import type { Resample } from './resizeFilter.ts';

/**
 * How a photo meets the model's rectangle. `crop`: the shorter side fits and the rest of the longer is cut off;
 * `pad`: LLaVA-1.5's way, the photo centred on a square of the mean colour; `stretch`: both sides fit, proportions change.
 */
export type Framing = 'crop' | 'pad' | 'stretch';

export interface PixelSize {
  width: number;
  height: number;
}

/** One value each for red, green and blue. */
export type Channels = readonly [number, number, number];

export interface PreprocessConfig {
  /** The size that the model reads. */
  output: PixelSize;
  /** Size before the centre crop for the framing `stretch`. */
  stretched: PixelSize;
  /** Pixels of the shorter side before the centre crop for `crop` and `pad`; null where they cannot be used. */
  shortestEdge: number | null;
  /** What the file itself asks for. */
  framing: Framing;
  resample: Resample;
  /** Bytes are multiplied by this, then `mean` is subtracted and the result divided by `std`. */
  rescaleFactor: number;
  mean: Channels;
  std: Channels;
}

const Pixels = v.pipe(v.number(), v.integer(), v.minValue(1));
const ThreeNumbers = v.tuple([v.number(), v.number(), v.number()]);
const Rectangle = v.object({ height: Pixels, width: Pixels });
const Flag = v.nullish(v.boolean());

const ConfigFile = v.object({
  image_processor_type: v.nullish(v.string()),
  feature_extractor_type: v.nullish(v.string()),
  do_resize: Flag,
  size: v.nullish(v.union([Pixels, Rectangle, v.record(v.string(), v.nullable(v.number()))])),
  resample: v.nullish(v.number()),
  do_center_crop: Flag,
  crop_size: v.nullish(v.union([Pixels, Rectangle])),
  do_pad: Flag,
  do_rescale: Flag,
  rescale_factor: v.nullish(v.number()),
  do_normalize: Flag,
  image_mean: v.nullish(ThreeNumbers),
  image_std: v.nullish(ThreeNumbers),
});
type ConfigFile = v.InferOutput<typeof ConfigFile>;

/** Pillow's codes. */
const RESAMPLE_CODES: Record<number, Resample> = { 2: 'bilinear', 3: 'bicubic' };
/** Processors that read a plain number as the side of a square; the others as the shorter side. */
const SQUARE_PROCESSORS = /^(ViT|DeiT|Beit|Siglip)/;

/**
 * Reads preprocessor_config.json.
 * @throws Error in one sentence if it is no such file or asks for something that is not supported
 */
export function parsePreprocessConfig(bytes: Uint8Array): PreprocessConfig {
  const file = parseFile(bytes);
  if (file.do_resize === false) throw unsupported('does not resize ("do_resize": false), but the model reads one size only');
  const crop = readCrop(file);
  const { stretch, shortestEdge } = readSize(file, crop);
  const output = crop ?? stretch;
  if (!output) throw unsupported(`resizes the shorter side to ${shortestEdge} without a centre crop, which gives every photo another size`);
  const isSquare = output.width === output.height;
  if (file.do_pad && !isSquare) throw unsupported(`pads to a square but reads ${output.width} x ${output.height} pixels`);
  return {
    output,
    stretched: stretch ?? output,
    shortestEdge: shortestEdge ?? (isSquare && stretch?.width === stretch?.height ? (stretch?.width ?? null) : null),
    framing: file.do_pad ? 'pad' : shortestEdge === null ? 'stretch' : 'crop',
    resample: readResample(file),
    rescaleFactor: file.do_rescale === false ? 1 : (file.rescale_factor ?? 1 / 255),
    ...readNormalization(file),
  };
}

function parseFile(bytes: Uint8Array): ConfigFile {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Error('The preprocessor_config.json is no JSON; choose the file that belongs to the model.', { cause });
  }
  const result = v.safeParse(ConfigFile, value);
  if (!result.success) {
    throw new Error(`The preprocessor_config.json has an unknown format (${v.summarize(result.issues)}); choose the file that belongs to the model.`);
  }
  return result.output;
}

function readCrop({ do_center_crop: isCropped, crop_size: size }: ConfigFile): PixelSize | null {
  if (isCropped === false || (isCropped !== true && size == null)) return null;
  if (size == null) throw unsupported('crops ("do_center_crop": true) but states no "crop_size"');
  return typeof size === 'number' ? { width: size, height: size } : { width: size.width, height: size.height };
}

function readSize(
  { size, image_processor_type: type, feature_extractor_type: oldType }: ConfigFile,
  crop: PixelSize | null,
): { stretch: PixelSize | null; shortestEdge: number | null } {
  if (typeof size === 'number') {
    const isSquare = SQUARE_PROCESSORS.test(type ?? oldType ?? '') || crop === null;
    return isSquare ? { stretch: { width: size, height: size }, shortestEdge: null } : { stretch: null, shortestEdge: size };
  }
  const { shortest_edge: edge, height, width, ...others } = (size ?? {}) as Record<string, number | null | undefined>;
  const unknown = Object.entries(others).filter(([, value]) => value != null);
  if (unknown.length > 0) throw unsupported(`states the size by ${unknown.map(([key]) => `"${key}"`).join(', ')}`);
  if (edge) return { stretch: null, shortestEdge: edge };
  if (height && width) return { stretch: { width, height }, shortestEdge: null };
  throw unsupported('states no "size"');
}

function readResample({ resample, image_processor_type: type, feature_extractor_type: oldType }: ConfigFile): Resample {
  // Only the ViT processors have bilinear as their default.
  if (resample == null) return (type ?? oldType ?? '').startsWith('ViT') ? 'bilinear' : 'bicubic';
  const name = RESAMPLE_CODES[resample];
  if (!name) throw unsupported(`resamples by Pillow's code ${resample}; 2 (bilinear) and 3 (bicubic) are`);
  return name;
}

function readNormalization(file: ConfigFile): { mean: Channels; std: Channels } {
  if (file.do_normalize === false) return { mean: [0, 0, 0], std: [1, 1, 1] };
  const { image_mean: mean, image_std: std } = file;
  if (!mean || !std) throw unsupported('normalizes but states no "image_mean" and "image_std"');
  if (std.includes(0)) throw unsupported(`divides by "image_std" [${std.join(', ')}], which holds a 0`);
  return { mean, std };
}

function unsupported(what: string): Error {
  return new Error(`The preprocessor_config.json ${what}; this is not supported. Choose a model with a CLIP, SigLIP, ViT or DINO preprocessor.`);
}

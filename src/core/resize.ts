/**
 * Antialiased resize in float32, computed as Pillow computes it for mode "F" images.
 */
import { createFilter, type Filter, type Resample } from './resizeFilter.ts';

/** Decoded pixels: RGBA, 8 bits a channel, row-major; alpha is ignored. */
export interface ResizeSource {
  width: number;
  height: number;
  data: Uint8ClampedArray | Uint8Array;
}

/** A plane of one colour that the source lies on. */
export interface Canvas {
  width: number;
  height: number;
  /** Where the source's first pixel lies. */
  left: number;
  top: number;
  /** Red, green and blue, 0 ... 255. */
  colour: readonly [number, number, number];
}

/** A part of the resized image, in its pixels. */
export interface ResizeWindow {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ResizeOptions {
  /** Bicubic overshoots 0 ... 255 at edges; 'clip' cuts that off after each of the two passes, as Pillow does with 8-bit images. */
  overshoot?: 'keep' | 'clip';
  /** What is resized is this with the source on it; only the source takes memory. */
  canvas?: Canvas;
  /** The only part that is computed. */
  window?: ResizeWindow;
}

const CHANNELS = 3;

/**
 * Resizes to width x height: f32[3, height, width], planes R, G, B in 0 ... 255, not rounded; with a window only that part,
 * of its size. Separable, horizontal first; the kernel widens with the reduction; at borders its weights are renormalized
 * over the pixels that exist. Takes the memory of the result a few times over, however large the source or the whole.
 * @throws Error if a size is not a positive integer, `data` does not hold width * height * 4 bytes, or the source or the
 * window lies beyond what it is a part of
 */
export function resizeImage(
  source: ResizeSource,
  width: number,
  height: number,
  resample: Resample,
  { overshoot = 'keep', canvas, window = { left: 0, top: 0, width, height } }: ResizeOptions = {},
): Float32Array {
  const plane = canvas ?? { width: source.width, height: source.height, left: 0, top: 0, colour: [0, 0, 0] };
  checkPart({ ...source, left: plane.left, top: plane.top }, plane);
  checkPart(window, { width, height });
  const expected = source.width * source.height * 4;
  if (source.data.length !== expected) throw new Error(`resize: got ${source.data.length} bytes, expected ${expected} for ${source.width} x ${source.height} RGBA`);
  const columns = { input: source.width, canvas: plane.width, before: plane.left, output: width, first: window.left, count: window.width };
  const rows = { input: source.height, canvas: plane.height, before: plane.top, output: height, first: window.top, count: window.height };
  const filters = { columns: createFilter(columns, resample), rows: createFilter(rows, resample) };
  const sums = sumRows(source, filters, plane.colour, overshoot === 'clip');
  const resized = toPlanes(sums, window);
  if (overshoot === 'clip') clip(resized);
  return resized;
}

function checkPart(part: ResizeWindow, whole: { width: number; height: number }): void {
  for (const size of [part.width, part.height, whole.width, whole.height]) {
    if (!Number.isInteger(size) || size < 1) throw new Error(`resize: a side is ${size}, expected a positive integer`);
  }
  const { left, top, width, height } = part;
  if (!Number.isInteger(left) || !Number.isInteger(top) || left < 0 || top < 0 || left + width > whole.width || top + height > whole.height) {
    throw new Error(`resize: ${width} x ${height} pixels at ${left}, ${top} do not lie within ${whole.width} x ${whole.height}`);
  }
}

function clip(values: Float32Array): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.min(Math.max(values[i], 0), 255);
}

/**
 * Both passes at once: every source row that is needed is narrowed and added to the output rows that read it, so that the
 * narrowed image is never whole. Gives f64[height, 3, width].
 */
function sumRows(
  source: ResizeSource,
  { columns, rows }: Record<'columns' | 'rows', Filter>,
  colour: Canvas['colour'],
  isClipped: boolean,
): Float64Array {
  const width = columns.starts.length;
  const height = rows.starts.length;
  const stride = CHANNELS * width;
  const sums = new Float64Array(height * stride);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      sums.fill(rows.outside[y] * colour[channel], y * stride + channel * width, y * stride + (channel + 1) * width);
    }
  }
  const row = new Float32Array(stride);
  // Neither starts nor ends of the rows ever go back.
  let unfinished = 0;
  for (let input = rows.starts[0]; input < rows.ends[height - 1]; input++) {
    while (rows.ends[unfinished] <= input) unfinished += 1;
    narrowRow(source, input, columns, colour, row);
    if (isClipped) clip(row);
    for (let y = unfinished; y < height && rows.starts[y] <= input; y++) {
      const weight = rows.weights[rows.offsets[y] + input - rows.starts[y]];
      const target = y * stride;
      for (let x = 0; x < stride; x++) sums[target + x] += weight * row[x];
    }
  }
  return sums;
}

/** One row of RGBA bytes -> f32[3, width]. */
function narrowRow({ data, width: inputWidth }: ResizeSource, y: number, filter: Filter, colour: Canvas['colour'], row: Float32Array): void {
  const { starts, ends, offsets, weights, outside } = filter;
  const width = starts.length;
  for (let x = 0; x < width; x++) {
    let red = outside[x] * colour[0];
    let green = outside[x] * colour[1];
    let blue = outside[x] * colour[2];
    let at = (y * inputWidth + starts[x]) * 4;
    const first = offsets[x];
    const last = first + ends[x] - starts[x];
    for (let tap = first; tap < last; tap++, at += 4) {
      const weight = weights[tap];
      red += weight * data[at];
      green += weight * data[at + 1];
      blue += weight * data[at + 2];
    }
    row[x] = red;
    row[width + x] = green;
    row[2 * width + x] = blue;
  }
}

/** f64[height, 3, width] -> f32[3, height, width] */
function toPlanes(sums: Float64Array, { width, height }: ResizeWindow): Float32Array {
  const planes = new Float32Array(sums.length);
  for (let y = 0; y < height; y++) {
    for (let channel = 0; channel < CHANNELS; channel++) {
      const start = (y * CHANNELS + channel) * width;
      planes.set(sums.subarray(start, start + width), (channel * height + y) * width);
    }
  }
  return planes;
}

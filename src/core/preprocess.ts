/**
 * Photo to model input: framing, resize and normalization as a preprocessor_config.json asks for, in float32.
 *
 * The transformers library resizes 8-bit images: Pillow clips to 0 ... 255 after the horizontal and after the vertical
 * pass, as here, and also rounds after each, which is not done here. That is the only difference: about a quarter of a
 * level (1 / 255) on average, little more than one at most.
 */
import type { Channels, Framing, PixelSize, PreprocessConfig } from './preprocessConfig.ts';
import { resizeImage, type ResizeSource, type ResizeWindow } from './resize.ts';

/** A rectangle in source pixels after orientation; it may reach beyond the photo. */
export interface SourceArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PreprocessedPhoto {
  /** f32[1, 3, height, width], planes red, green, blue. */
  pixels: Float32Array;
  width: number;
  height: number;
  /** What part of the source the pixels show: with `crop` less than the photo, with `pad` more. */
  area: SourceArea;
}

/** From the photo to the model's pixels: lay on a canvas, resize the canvas, cut out a window. */
interface Geometry {
  canvas: PixelSize;
  /** Left and top of the photo on the canvas. */
  photo: { left: number; top: number };
  scaled: PixelSize;
  /** Left and top of the window in the scaled canvas; negative where the window is larger, and black there. */
  window: { left: number; top: number };
}

/**
 * Makes the model's input of a photo.
 * @param framing instead of the file's own
 * @throws Error if the framing needs a square and the model reads none
 */
export function preprocessPhoto(image: ResizeSource, config: PreprocessConfig, framing: Framing = config.framing): PreprocessedPhoto {
  const { output, resample, rescaleFactor, mean, std } = config;
  const geometry = frame(image, config, framing);
  const { canvas, photo, scaled, window } = geometry;
  const shown = intersect(window, output, scaled);
  const planes = resizeImage(image, scaled.width, scaled.height, resample, {
    overshoot: 'clip',
    canvas: { ...canvas, ...photo, colour: paddingColour(mean) },
    window: shown,
  });
  const [left, top] = [shown.left - window.left, shown.top - window.top];
  const pixels = new Float32Array(3 * output.height * output.width);
  for (let channel = 0; channel < 3; channel++) {
    for (let y = 0; y < output.height; y++) {
      for (let x = 0; x < output.width; x++) {
        const value = readShown(planes, shown, channel, x - left, y - top);
        pixels[(channel * output.height + y) * output.width + x] = (value * rescaleFactor - mean[channel]) / std[channel];
      }
    }
  }
  return { pixels, ...output, area: sourceArea(geometry, output) };
}

function frame({ width, height }: PixelSize, { output, stretched, shortestEdge }: PreprocessConfig, framing: Framing): Geometry {
  if (framing === 'stretch') {
    return { canvas: { width, height }, photo: { left: 0, top: 0 }, scaled: stretched, window: centre(stretched, output) };
  }
  if (shortestEdge === null) {
    throw new Error(`The framing "${framing}" needs a model that reads a square, this one reads ${output.width} x ${output.height} pixels; choose "stretch".`);
  }
  const side = Math.max(width, height);
  const canvas = framing === 'pad' ? { width: side, height: side } : { width, height };
  const scaled = fitShortestEdge(canvas, shortestEdge);
  return {
    canvas,
    photo: centre(canvas, { width, height }),
    scaled,
    window: centre(scaled, output),
  };
}

function centre(outer: PixelSize, inner: PixelSize): { left: number; top: number } {
  return { left: Math.floor((outer.width - inner.width) / 2), top: Math.floor((outer.height - inner.height) / 2) };
}

/** The longer side is truncated, as the transformers library does. */
function fitShortestEdge({ width, height }: PixelSize, edge: number): PixelSize {
  return width <= height
    ? { width: edge, height: Math.trunc((edge * height) / width) }
    : { width: Math.trunc((edge * width) / height), height: edge };
}

/** LLaVA's colour: int(255 mean). */
function paddingColour(mean: Channels): Channels {
  return [Math.trunc(255 * mean[0]), Math.trunc(255 * mean[1]), Math.trunc(255 * mean[2])];
}

/** What of the window lies in the scaled canvas; both have the same centre, so that something does. */
function intersect({ left, top }: Geometry['window'], output: PixelSize, scaled: PixelSize): ResizeWindow {
  const [shownLeft, shownTop] = [Math.max(left, 0), Math.max(top, 0)];
  return {
    left: shownLeft,
    top: shownTop,
    width: Math.min(left + output.width, scaled.width) - shownLeft,
    height: Math.min(top + output.height, scaled.height) - shownTop,
  };
}

function readShown(planes: Float32Array, { width, height }: PixelSize, channel: number, x: number, y: number): number {
  if (x < 0 || y < 0 || x >= width || y >= height) return 0;
  return planes[(channel * height + y) * width + x];
}

function sourceArea({ canvas, photo, scaled, window }: Geometry, output: PixelSize): SourceArea {
  const [scaleX, scaleY] = [canvas.width / scaled.width, canvas.height / scaled.height];
  return {
    x: window.left * scaleX - photo.left,
    y: window.top * scaleY - photo.top,
    width: output.width * scaleX,
    height: output.height * scaleY,
  };
}

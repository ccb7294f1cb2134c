/**
 * The frames of a video to tokens, as LLaVA-Video has it with any encoder: one view a frame, 2 x 2 average pooling of its
 * tokens with an odd row or col left out (27 x 27 become 13 x 13, so that 64 frames are 10,816 tokens).
 */
import { ViewGatherer } from '../core/gatherViews.ts';
import { layOutViews, type PlacedView } from '../core/layout.ts';
import { poolView } from '../core/poolTokens.ts';
import type { Encoder, RgbaImage } from './encoder.ts';
import { bringToMemory, describeGathered, type EncodedViews, type EncodeViewsOptions } from './encodeViews.ts';

/** Cells along a side of the block that becomes one token. */
const POOLING = 2;

/**
 * Encodes frames of one size as they come; beside the gathered tokens one frame and its tokens are in memory.
 * @param count how many frames will come
 * @throws DOMException "AbortError" if the signal aborts, RangeError if the encoder's grid is too small to be pooled, Error
 * if more or fewer frames come
 */
export async function encodeFrames(
  encoder: Encoder,
  frames: AsyncIterable<RgbaImage>,
  count: number,
  { report, signal, readTensor }: EncodeViewsOptions,
): Promise<EncodedViews> {
  const gatherer = new ViewGatherer(count);
  const placed: PlacedView[] = [];
  let size = { width: 0, height: 0 };
  for await (const image of frames) {
    signal.throwIfAborted();
    report(`Encoding frame ${placed.length + 1} of ${count}`, placed.length / count);
    const view = await (encoder.encodeFrame?.(image) ?? encoder.encodeView(image));
    gatherer.add(poolView(await bringToMemory(view, readTensor)));
    size = { width: image.width, height: image.height };
    placed.push({ rows: view.rows, cols: view.cols, cells: view.cells, area: { kind: 'frame', x: 0, y: 0, ...size } });
  }
  const gathered = describeGathered(gatherer.finish());
  const layout = layOutViews(size, placed, POOLING);
  return { ...gathered, layout: { ...layout, views: layout.views.map((view, frame) => ({ ...view, frame })) }, labels: [] };
}

/**
 * Photo to tokens in a token layout, with any encoder.
 */
import { cropImage } from '../core/cropImage.ts';
import { type GatheredTokens, ViewGatherer, type ViewTokens } from '../core/gatherViews.ts';
import type { WorkspaceSource } from '../core/kernels.ts';
import { layOutViews, type PlacedView } from '../core/layout.ts';
import { poolView } from '../core/poolTokens.ts';
import { type LayoutName, listViewAreas, readLayout, type ViewArea } from '../core/tokenLayouts.ts';
import type { ExtraTensor, Grid, Layout, TensorData } from '../core/tokens.ts';
import type { EncodedView, Encoder, ReportProgress, RgbaImage } from './encoder.ts';

/** The views of one photo, put together. */
export interface EncodedViews {
  /** In memory for several views; one view leaves its tokens where the encoder has them. */
  source: WorkspaceSource;
  grid: Grid;
  layout: Layout;
  extras: Record<string, ExtraTensor>;
  /** Best labels of the view that shows the whole photo; none without such a view. */
  labels: EncodedView['labels'];
}

export interface EncodeViewsOptions {
  report: ReportProgress;
  /** Asked between two views. */
  signal: AbortSignal;
  /** Brings an encoder's output to memory and frees it where it was. */
  readTensor: (data: TensorData) => Promise<Float32Array>;
}

/**
 * Cuts a photo into views and encodes one after the other; beside the gathered tokens one crop and one view are in memory.
 * @throws DOMException "AbortError" if the signal aborts, RangeError if photo or grid is too small for the layout
 */
export async function encodeViews(encoder: Encoder, image: RgbaImage, name: LayoutName, options: EncodeViewsOptions): Promise<EncodedViews> {
  const { report, signal, readTensor } = options;
  const tiling = readLayout(name);
  const areas = listViewAreas(tiling, image);
  if (areas.length === 1 && tiling.pooling === 1) {
    report('Encoding the photo', null);
    return describeOne(await encoder.encodeView(image), areas[0], image);
  }
  const gatherer = new ViewGatherer(areas.length);
  const placed: PlacedView[] = [];
  let labels: EncodedView['labels'] = [];
  for (const [index, area] of areas.entries()) {
    signal.throwIfAborted();
    report(`Encoding view ${index + 1} of ${areas.length}`, index / areas.length);
    const view = await encoder.encodeView(cropImage(image, { ...area, left: area.x, top: area.y }));
    const inMemory = await bringToMemory(view, readTensor);
    gatherer.add(tiling.pooling === 2 ? poolView(inMemory) : inMemory);
    placed.push({ ...view, area });
    if (area.kind !== 'tile') labels = view.labels;
  }
  return { ...describeGathered(gatherer.finish()), layout: layOutViews(image, placed, tiling.pooling), labels };
}

function describeOne({ rows, cols, d, e, tokens, joint, cells, extras, labels }: EncodedView, area: ViewArea, image: RgbaImage): EncodedViews {
  return {
    source: { n: rows * cols, d, tokens, joint: joint && { e, data: joint } },
    grid: { views: 1, rows, cols },
    layout: layOutViews(image, [{ area, rows, cols, cells }], 1),
    extras,
    labels,
  };
}

/** A view whose tokens an encoder may have left on its device. */
export async function bringToMemory({ rows, cols, d, e, tokens, joint, extras }: EncodedView, readTensor: EncodeViewsOptions['readTensor']): Promise<ViewTokens> {
  return { rows, cols, d, e, tokens: await readTensor(tokens), joint: joint && (await readTensor(joint)), extras };
}

/** Gathered tokens as the kernels take them. */
export function describeGathered({ grid, d, e, tokens, joint, extras }: GatheredTokens): Pick<EncodedViews, 'source' | 'grid' | 'extras'> {
  const n = grid.views * grid.rows * grid.cols;
  return { source: { n, d, tokens, joint: joint && { e, data: joint } }, grid, extras };
}

/**
 * Puts the views of a photo or the frames of a video together to one sequence of tokens, one after the other as they are
 * encoded, so that beside the whole sequence only one view is in memory.
 */
import { findArrangement } from './extraShapes.ts';
import type { ExtraTensor, Grid } from './tokens.ts';

/** The tokens of one view in memory, with everything that came with them. */
export interface ViewTokens {
  rows: number;
  cols: number;
  d: number;
  /** f32[rows * cols, d] */
  tokens: Float32Array;
  /** Columns of `joint`, 0 without it. */
  e: number;
  /** f32[rows * cols, e] */
  joint: Float32Array | null;
  extras: Record<string, ExtraTensor>;
}

export interface GatheredTokens extends Omit<ViewTokens, 'rows' | 'cols'> {
  grid: Grid;
}

export class ViewGatherer {
  private readonly views: number;
  private whole: GatheredTokens | null = null;
  private taken = 0;

  /** @param views how many will be added */
  constructor(views: number) {
    this.views = views;
  }

  /** @throws Error if the view has not the shape of the first one, or is one too many */
  add(view: ViewTokens): void {
    this.whole ??= allocate(view, this.views);
    const { grid, d, e, tokens, joint, extras } = this.whole;
    const isAlike = view.rows === grid.rows && view.cols === grid.cols && view.d === d && (view.joint === null) === (joint === null) && view.e === e;
    if (!isAlike || this.taken === this.views) {
      throw new Error(
        `View ${this.taken + 1} has ${view.rows} x ${view.cols} tokens of ${view.d} and ${view.e} numbers, expected ${this.views} views of ${grid.rows} x ${grid.cols} tokens of ${d} and ${e}.`,
      );
    }
    const first = this.taken * grid.rows * grid.cols;
    tokens.set(view.tokens, first * d);
    if (view.joint) joint?.set(view.joint, first * e);
    for (const name of Object.keys(extras)) {
      const { [name]: extra } = view.extras;
      // What one view lacks, the whole lacks.
      if (!extra || extra.data.length * this.views !== extras[name].data.length) delete extras[name];
      else if (findArrangement(name) === 'columns') setColumns(extras[name], extra, this.taken);
      else extras[name].data.set(extra.data, this.taken * extra.data.length);
    }
    this.taken += 1;
  }

  /** @throws Error if views are missing */
  finish(): GatheredTokens {
    if (!this.whole || this.taken < this.views) throw new Error(`Got ${this.taken} of ${this.views} views.`);
    return this.whole;
  }
}

function allocate({ rows, cols, d, e, joint, extras }: ViewTokens, views: number): GatheredTokens {
  const n = views * rows * cols;
  const kept = Object.entries(extras).flatMap(([name, tensor]) => {
    const shape = gatherShape(name, tensor, views);
    return shape ? [[name, { shape, data: new Float32Array(views * tensor.data.length) }] as const] : [];
  });
  return {
    grid: { views, rows, cols },
    d,
    e,
    tokens: new Float32Array(n * d),
    joint: joint && new Float32Array(n * e),
    extras: Object.fromEntries(kept),
  };
}

/** Shape over all views: longer rows for columns, more rows for rows; null for what belongs to no view. */
function gatherShape(name: string, { shape }: ExtraTensor, views: number): number[] | null {
  const arrangement = findArrangement(name);
  if (arrangement === null) return null;
  return arrangement === 'columns' ? [...shape.slice(0, -1), views * (shape.at(-1) ?? 1)] : [views * shape[0], ...shape.slice(1)];
}

/** Writes one view's [n] or [heads, n] into [views n] or [heads, views n]. */
function setColumns(whole: ExtraTensor, part: ExtraTensor, view: number): void {
  const [count, total] = [part.shape.at(-1) ?? 1, whole.shape.at(-1) ?? 1];
  for (let head = 0; head * count < part.data.length; head++) {
    whole.data.set(part.data.subarray(head * count, (head + 1) * count), head * total + view * count);
  }
}

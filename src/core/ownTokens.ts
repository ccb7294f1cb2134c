/**
 * Own tokens: from the named tensors of one or several files to a checked token set with its question and layout.
 */
import { checkExtra, dropBatch, isExtraName } from './ownTokensExtras.ts';
import { type GatheredTensors, gatherTensors, type OwnTokensFile } from './ownTokensFiles.ts';
import { chooseGrid, layOutGrid, type StatedGrid } from './ownTokensGrid.ts';
import { type Tensor, TensorFileError, toMatrix } from './tensorFileElements.ts';
import type { ExtraTensor, Grid, Layout, Matrix, Query } from './tokens.ts';

/**
 * Most tokens of one set: S of 16,384 tokens takes 4 n^2 bytes = 1 GiB, about the largest single buffer that browsers
 * give on desktop GPUs.
 */
export const MOST_TOKENS = 16_384;

export interface OwnTokensOptions {
  /** The grid, as far as the person states it. */
  grid?: StatedGrid;
  /** Size in pixels of the photo to lay the tokens over. */
  photo?: { width: number; height: number } | null;
}

export interface OwnTokens {
  /** f32[n, d], the features whose redundancy counts. */
  tokens: Matrix;
  /** f32[n, e], what the question is compared with; null if the files hold neither `joint` nor a question. */
  joint: Matrix | null;
  /** Its id is always the same; whoever holds several sets gives each an id of its own. */
  query: Query | null;
  grid: Grid;
  layout: Layout;
  /** True if `layout` is in pixels of the photo. */
  coversPhoto: boolean;
  /** Tensors for other methods under their fixed names, checked against the tokens. */
  extras: Record<string, ExtraTensor>;
  /** Which tensor plays which part, for read-outs and exports. */
  provenance: string;
  /** Sentences about guesses made and tensors ignored. */
  notices: string[];
}

/** A tensor with one row per token, or the question. */
interface Rows {
  name: string;
  label: string;
  matrix: Matrix;
  /** The grid that several leading dimensions state. */
  implied: Grid | null;
}

/**
 * Reads own tokens. The features are `tokens` or, without them, `projected`. The question is compared with `joint` or,
 * without it, with whichever of the two has as many columns as the question.
 * @throws TensorFileError in one sentence: a file that cannot be read, no or too many tokens, a shape that does not fit,
 *   a class token left in, or a tensor that is given twice
 */
export function readOwnTokens(files: OwnTokensFile[], { grid: stated = {}, photo = null }: OwnTokensOptions = {}): OwnTokens {
  const tensors = gatherTensors(files);
  const features = readFeatures(tensors);
  const n = features.matrix.rows;
  const { grid, notices: gridNotices } = chooseGrid({ ...features, n, stated, stored: tensors.read('grid') });
  const projected = features.name === 'projected' ? features : readFittingRows(tensors, 'projected', features);
  const query = readQuery(tensors);
  const relevance = chooseRelevance(query, readFittingRows(tensors, 'joint', features), [features, ...(projected ? [projected] : [])]);
  const { layout, coversPhoto, notices: layoutNotices } = layOutGrid(grid, photo);
  return {
    tokens: features.matrix,
    joint: relevance?.matrix ?? null,
    query: query && { id: 'own tokens', embeddings: query.states, pooled: query.pooled, pieces: [], truncated: false },
    grid,
    layout,
    coversPhoto,
    extras: readExtras(tensors, projected, { n, views: grid.views }),
    provenance: `own tokens: similarity of "${features.name}", ${relevance ? `relevance of "${relevance.name}"` : 'no relevance'}`,
    notices: [...tensors.notices, ...gridNotices, ...layoutNotices],
  };
}

function readFeatures(tensors: GatheredTensors): Rows {
  const features = readRows(tensors, 'tokens') ?? readRows(tensors, 'projected');
  if (!features) throw new TensorFileError('The files hold no tensor "tokens" of shape n x d.');
  const { rows } = features.matrix;
  if (rows > MOST_TOKENS) {
    throw new TensorFileError(
      `${features.label} has ${rows} tokens; at most ${MOST_TOKENS} can be opened, because their pairwise similarities must fit ` +
        'into 1 GiB. Leave out frames or tiles.',
    );
  }
  return features;
}

/** Accepts (n, d), (1, n, d), (rows, cols, d) and (views, rows, cols, d); a vector is one token. */
function readRows(tensors: GatheredTensors, name: string): Rows | null {
  const tensor = tensors.read(name);
  if (!tensor) return null;
  const { label } = tensor;
  const { shape } = dropBatch(tensor, 2);
  const dimensions = shape.length;
  if (dimensions > 4) throw new TensorFileError(`${label} has the shape (${shape.join(', ')}); expected one row per token, for example n x d.`);
  const [first, second, third] = shape;
  const implied = dimensions === 3 ? { views: 1, rows: first, cols: second } : dimensions === 4 ? { views: first, rows: second, cols: third } : null;
  const cols = shape.at(-1) ?? 1;
  const flat = dimensions < 2 ? tensor : { ...tensor, shape: [tensor.data.length / cols, cols] };
  return { name, label, matrix: toMatrix(flat), implied };
}

function readFittingRows(tensors: GatheredTensors, name: string, features: Rows): Rows | null {
  const rows = readRows(tensors, name);
  if (!rows || rows.matrix.rows === features.matrix.rows) return rows;
  throw new TensorFileError(
    `${rows.label} has ${rows.matrix.rows} rows and ${features.label} ${features.matrix.rows}; both need one row per token.`,
  );
}

interface Question {
  label: string;
  states: Matrix;
  pooled?: Float32Array;
}

function readQuery(tensors: GatheredTensors): Question | null {
  const query = readQuestionRows(tensors.read('query'));
  const pooled = readQuestionRows(tensors.read('pooled'));
  if (!pooled) return query;
  const { label, states } = pooled;
  if (states.rows !== 1 || (query && query.states.cols !== states.cols)) {
    throw new TensorFileError(`${label} has the shape ${states.rows} x ${states.cols}; expected 1 x ${query?.states.cols ?? states.cols}, one vector for the whole question.`);
  }
  return { ...(query ?? pooled), pooled: states.data };
}

function readQuestionRows(tensor: Tensor | null): Question | null {
  return tensor && { label: tensor.label, states: toMatrix(dropBatch(tensor, 2)) };
}

/** The space that the question lives in; `joint` as it is where there is no question. */
function chooseRelevance(query: Question | null, joint: Rows | null, others: Rows[]): Rows | null {
  if (!query) return joint;
  const { cols } = query.states;
  const candidates = joint ? [joint] : others;
  const chosen = candidates.find(({ matrix }) => matrix.cols === cols);
  if (chosen) return chosen;
  const found = candidates.map(({ label, matrix }) => `${label} has ${matrix.cols}`).join(', ');
  throw new TensorFileError(`${query.label} has ${cols} columns; ${found}, and the question must live in the same space.`);
}

function readExtras(tensors: GatheredTensors, projected: Rows | null, counts: { n: number; views: number }): OwnTokens['extras'] {
  const extras: OwnTokens['extras'] = {};
  for (const name of tensors.names.filter((known) => isExtraName(known) && known !== 'projected')) {
    const tensor = tensors.read(name);
    if (tensor) extras[name] = checkExtra(name, tensor, counts);
  }
  if (projected) extras.projected = { shape: [projected.matrix.rows, projected.matrix.cols], data: projected.matrix.data };
  return extras;
}

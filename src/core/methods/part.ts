/**
 * What a method sees of one range of tokens: its inputs by name, features to compare, relevance, and a place for remarks.
 */
import type { Relevance, TokenGeometry } from '../kernels.ts';
import { chooseQueryRows, type QuerySource } from '../queryVector.ts';
import type { Scope } from '../script/scriptSelection.ts';
import type { ExtraTensor, Matrix, Query, TokenRange } from '../tokens.ts';
import type { Workspace } from '../workspace.ts';
import { listAvailable, requireComparable, type MethodContext, type SpaceName } from './context.ts';
import { describeInput, findInput, type InputName, MissingInputError } from './inputs.ts';
import { averageRows, takeClassRow, takeColumns, takeRows } from './extraRows.ts';

/** Sentences that a run leaves behind; each once. */
export interface Remarks {
  standIns: Set<string>;
  notes: Set<string>;
}

export interface PartSettings {
  scope: Scope;
  /** Which of the ranges of that scope. */
  index: number;
  range: TokenRange;
  /** [m] of this range. */
  budget: number;
}

export class MethodPart {
  readonly n: number;
  /** Index of the first token of this range in the whole sequence. */
  readonly start: number;
  /** [m] of this range. */
  readonly budget: number;
  /** Rows of the grid; several views of a joint selection lie below one another. */
  readonly rows: number;
  readonly cols: number;
  readonly signal: AbortSignal | undefined;
  private readonly context: MethodContext;
  private readonly settings: PartSettings;
  private readonly remarks: Remarks;

  constructor(context: MethodContext, settings: PartSettings, remarks: Remarks) {
    this.n = settings.range.count;
    this.start = settings.range.start;
    this.budget = settings.budget;
    this.cols = context.grid.cols;
    this.rows = this.n / context.grid.cols;
    this.signal = context.signal;
    this.context = context;
    this.settings = settings;
    this.remarks = remarks;
  }

  /** The question, or null without one. */
  get question(): Query | null {
    return this.context.query;
  }

  /** Leaves a sentence for the person. */
  note(sentence: string): void {
    this.remarks.notes.add(sentence);
  }

  /** True if the very input is there, false if another one stands in. */
  isGenuine(input: InputName): boolean {
    return this.findSource(input).standIn === null;
  }

  /**
   * Attention of every token, f32[n], mean over heads or raters.
   * @throws MissingInputError
   */
  attention(input: InputName): Float32Array {
    return averageRows(this.raters(input));
  }

  /**
   * Attention of every token, one row per head or rater, f32[raters, n].
   * @throws MissingInputError
   */
  raters(input: InputName): Matrix {
    return takeColumns(this.findTensor(input), this.settings.range);
  }

  /**
   * One row per token, f32[n, k], without class tokens.
   * @throws MissingInputError
   */
  tokenRows(input: InputName): Matrix {
    return takeRows(this.findTensor(input), this.settings.range, this.context);
  }

  /**
   * The row of the class token of this view, f32[k]; null where the tensor has none.
   * @throws MissingInputError
   */
  classRow(input: InputName): Float32Array | null {
    return takeClassRow(this.findTensor(input), this.settings.range, this.context);
  }

  /** A tensor whose rows belong to no token, such as word embeddings: as it is, or null where something else stands in. */
  tensor(input: InputName): Matrix | null {
    const source = this.findSource(input);
    const extra = this.context.extras[source.name];
    return extra ? toRows(extra) : null;
  }

  /**
   * One row per text token, f32[t, k].
   * @throws MissingInputError
   */
  textRows(input: InputName): Matrix {
    return toRows(this.findTensor(input));
  }

  /** Features behind the projector where they are there, else the encoder's, which the remarks then say. */
  get languageSpace(): SpaceName {
    if (this.context.extras.projected) return 'projected';
    this.note('Compares the encoder’s tokens, as there are none behind a projector.');
    return 'tokens';
  }

  /** The features behind the projector, one row per token, f32[n, k]; null where there are none. */
  get projectedRows(): Matrix | null {
    const { projected } = this.context.extras;
    return projected ? takeRows(projected, this.settings.range, this.context) : null;
  }

  /** Where keys are compared; the encoder's tokens where those stand in. */
  keySpace(input: 'meanKeys' | 'lastKeys'): SpaceName {
    return this.findSource(input).name === 'tokens' ? 'tokens' : input;
  }

  /** The kernels on the features of this range. */
  async workspace(space: SpaceName): Promise<Workspace> {
    const { scope, index } = this.settings;
    const parts = await this.context.openSpace(space, scope);
    this.signal?.throwIfAborted();
    return parts[index].workspace;
  }

  /** Cosines between the tokens of this range and their norms, in memory; not to be changed. */
  async geometry(space: SpaceName): Promise<TokenGeometry> {
    requireComparable(this.n, 'Methods that do not run on the kernels alone');
    const workspace = await this.workspace(space);
    const geometry = await workspace.readGeometry();
    this.signal?.throwIfAborted();
    return geometry;
  }

  /**
   * Relevance of every token to the question, min-max inside this range (Eq. 3-4).
   * @param invert normalizes -raw instead of raw
   * @throws MissingInputError without a question
   */
  async relevance(source: QuerySource, invert: boolean): Promise<Relevance> {
    const workspace = await this.workspace('tokens');
    return workspace.computeRelevance(this.requireQuestion(source), invert);
  }

  /**
   * Cosine of every token with the question [raw r], f32[n].
   * @throws MissingInputError without a question
   */
  async rawRelevance(source: QuerySource): Promise<Float32Array> {
    const { start, count } = this.settings.range;
    return (await this.rawRelevanceOfAll(source)).subarray(start, start + count);
  }

  /** As `rawRelevance`, of the tokens of all views. */
  async rawRelevanceOfAll(source: QuerySource): Promise<Float32Array> {
    const workspace = await this.openAll();
    const { raw } = await workspace.computeRelevance(this.requireQuestion(source), false);
    if (!raw) throw missingRelevance();
    return raw;
  }

  /**
   * Cosine of every token with every token state of the question, f32[l, n].
   * @throws MissingInputError without a question
   */
  async stateRelevance(): Promise<Matrix> {
    const { id, embeddings } = this.requireQuestion('mean');
    const workspace = await this.workspace('tokens');
    const data = new Float32Array(embeddings.rows * this.n);
    for (let row = 0; row < embeddings.rows; row++) {
      const state = embeddings.data.subarray(row * embeddings.cols, (row + 1) * embeddings.cols);
      const query = { id: `${id} ${row}`, embeddings: { rows: 1, cols: embeddings.cols, data: state } };
      const { raw } = await workspace.computeRelevance(query, false);
      if (!raw) throw missingRelevance();
      data.set(raw, row * this.n);
    }
    return { rows: embeddings.rows, cols: this.n, data };
  }

  /**
   * Products of joint embeddings and query vector <E_i, t>, without scaling either to unit length, f32[n].
   * @throws MissingInputError without a question
   */
  async relevanceProducts(source: QuerySource): Promise<Float32Array> {
    const raw = await this.rawRelevance(source);
    const norms = await (await this.openAll()).readJointNorms();
    if (!norms) throw new Error('The tokens have a question but no joint embeddings.');
    const { embeddings } = this.requireQuestion(source);
    const length = Math.hypot(...averageRows(embeddings));
    const { start } = this.settings.range;
    return raw.map((cosine, token) => cosine * norms[start + token] * length);
  }

  private async openAll(): Promise<Workspace> {
    const [{ workspace }] = await this.context.openSpace('tokens', 'joint');
    return workspace;
  }

  private requireQuestion(source: QuerySource): { id: string; embeddings: Matrix } {
    const rows = chooseQueryRows(this.context.query, source);
    if (!rows) throw new MissingInputError(`Needs ${describeInput('question')}.`);
    return rows;
  }

  private findSource(input: InputName): { name: string; standIn: string | null } {
    const source = findInput(input, listAvailable(this.context), this.context.allowStandIns);
    if (!source) throw new MissingInputError(`Needs ${describeInput(input)}, which these tokens do not come with.`);
    if (source.standIn !== null) this.remarks.standIns.add(source.standIn);
    else if (source.name !== input && source.name !== 'question') this.note(`Reads ${source.name} as ${input}.`);
    return source;
  }

  private findTensor(input: InputName): ExtraTensor {
    const { name } = this.findSource(input);
    const tensor = this.context.extras[name];
    if (!tensor) throw new Error(`${input} was asked for as a tensor, but ${name} stands in, which is none.`);
    return tensor;
  }
}

function toRows({ shape, data }: ExtraTensor): Matrix {
  return { rows: shape[0], cols: shape[1] ?? 1, data };
}

function missingRelevance(): Error {
  return new Error('The kernels returned no relevance for a question.');
}

/**
 * The token sets and questions that the worker holds under ids, and what is computed on them.
 */
import type { Kernels, TokenGeometry, WorkspaceSource } from '../core/kernels.ts';
import { logDeterminant, sumLogRelevance, summarizePairs } from '../core/logDeterminant.ts';
import { requireComparable } from '../core/methods/context.ts';
import { TokenSpaces } from '../core/methods/tokenSpaces.ts';
import { runScript } from '../core/script/runScript.ts';
import type { ExtraTensor, Grid, Query, TensorData } from '../core/tokens.ts';
import type { Workspace } from '../core/workspace.ts';
import { measureGraphs, type Watch } from './measureGraphs.ts';
import type {
  MeasureGraphsRequest,
  MeasureGraphsResult,
  ReadoutsRequest,
  ReadoutsResult,
  SelectRequest,
  SelectResult,
} from './protocol.ts';

/** Bins of the similarity histogram over [-1, 1]. */
const HISTOGRAM_BINS = 200;
/** Questions that stay embedded; of more, those not needed for longest are dropped, and embedded again when they are asked again. */
const MAX_QUERIES = 32;

export interface NewTokenSet {
  source: WorkspaceSource;
  /** More than one view only for tokens in memory. */
  grid: Grid;
  /** The question that came with the tokens, which nobody can ask again. */
  query: Omit<Query, 'id'> | null;
  /** What came with the tokens for other methods, under its fixed names. */
  extras: Record<string, ExtraTensor>;
}

/** Tokens with everything that came with them. */
export interface HeldTokenSet {
  n: number;
  grid: Grid;
  extras: Record<string, ExtraTensor>;
  /** False for tokens without a space shared with text: a question then has no effect. */
  hasJoint: boolean;
  ownQuery: Query | null;
  spaces: TokenSpaces;
}

export class TokenSets {
  private readonly held = new Map<string, HeldTokenSet>();
  private readonly queries = new Map<string, Query>();
  private counter = 0;

  /**
   * Takes tokens to the kernels and compares them. Device tensors of the source are freed.
   * @throws DOMException "AbortError" if the signal aborts
   */
  async add(
    kernels: Kernels,
    { source, grid, query, extras }: NewTokenSet,
    signal: AbortSignal,
  ): Promise<{ tokenSetId: string; queryId: string | null; similarityHistogram: Uint32Array<ArrayBuffer> }> {
    const spaces = new TokenSpaces(kernels, { source, grid, extras });
    const [{ workspace }] = await spaces.open('tokens', 'joint');
    releaseTensor(source.tokens);
    if (source.joint) releaseTensor(source.joint.data);
    const histogram = await compareTokens(workspace, signal).catch((error: unknown) => {
      workspace.destroy();
      throw error;
    });
    const tokenSetId = this.nextId('tokens');
    const ownQuery = query && { ...query, id: this.nextId('query') };
    this.held.set(tokenSetId, { n: source.n, grid, extras, hasJoint: source.joint !== null, ownQuery, spaces });
    return { tokenSetId, queryId: ownQuery && ownQuery.id, similarityHistogram: Uint32Array.from(histogram) };
  }

  /** @returns the id under which selections name the question */
  addQuery(query: Omit<Query, 'id'>): string {
    const queryId = this.nextId('query');
    this.queries.set(queryId, { ...query, id: queryId });
    for (const id of [...this.queries.keys()].slice(0, -MAX_QUERIES)) this.queries.delete(id);
    return queryId;
  }

  async select({ tokenSetId, queryId, parameters }: SelectRequest, signal: AbortSignal): Promise<SelectResult> {
    const start = performance.now();
    const set = this.find(tokenSetId);
    const context = { n: set.n, parts: await set.spaces.open('tokens', parameters.scope), query: this.findQuery(set, queryId), signal };
    const selection = await runScript(context, parameters);
    return { selection, milliseconds: performance.now() - start };
  }

  async summarize({ tokenSetId, indices, relevance, relevanceExponent }: ReadoutsRequest): Promise<ReadoutsResult> {
    const [{ workspace }] = await this.find(tokenSetId).spaces.open('tokens', 'joint');
    const among = await workspace.similarityAmong(indices);
    const pairs = summarizePairs(among, indices.length);
    return {
      logRelevance: sumLogRelevance(relevance, indices, relevanceExponent),
      logDiversity: logDeterminant(among, indices.length),
      meanSimilarity: pairs.mean,
      maxSimilarity: pairs.max,
    };
  }

  /**
   * Similarities and norms of all tokens, copied to memory.
   * @throws RangeError for more tokens than can be compared in memory
   */
  async readGeometry(tokenSetId: string): Promise<TokenGeometry> {
    const set = this.find(tokenSetId);
    requireComparable(set.n, 'The figures');
    const [{ workspace }] = await set.spaces.open('tokens', 'joint');
    return workspace.readGeometry();
  }

  /** @throws DOMException "AbortError" if the signal aborts, between two runs */
  async measureGraphs({ tokenSetId, scope, ...settings }: MeasureGraphsRequest, watch: Watch): Promise<MeasureGraphsResult> {
    const parts = await this.find(tokenSetId).spaces.open('tokens', scope);
    return measureGraphs(
      parts.map(({ workspace }) => workspace),
      settings,
      watch,
    );
  }

  async release(tokenSetId: string): Promise<void> {
    const set = this.held.get(tokenSetId);
    this.held.delete(tokenSetId);
    await set?.spaces.destroy();
  }

  /** null without a question, or where it has no effect. */
  findQuery({ hasJoint, ownQuery }: HeldTokenSet, id: string | null): Query | null {
    if (id === null || !hasJoint) return null;
    const query = id === ownQuery?.id ? ownQuery : this.queries.get(id);
    if (!query) throw new Error('The question is not embedded any more; ask it again.');
    // Moved to the end: the one that was not needed for longest is dropped first.
    if (this.queries.delete(id)) this.queries.set(id, query);
    return query;
  }

  find(id: string): HeldTokenSet {
    const held = this.held.get(id);
    if (!held) throw new Error(`The tokens "${id}" are not held any more; open the photo again.`);
    return held;
  }

  private nextId(prefix: string): string {
    this.counter += 1;
    return `${prefix}-${this.counter}`;
  }
}

async function compareTokens(workspace: Workspace, signal: AbortSignal): Promise<Uint32Array> {
  const histogram = await workspace.similarityHistogram(HISTOGRAM_BINS, signal);
  signal.throwIfAborted();
  return histogram;
}

/** Frees an encoder output on the device, which the kernels have normalized into buffers of their own. */
function releaseTensor(data: TensorData): void {
  if (!(data instanceof Float32Array) && data.handle instanceof GPUBuffer) data.handle.destroy();
}

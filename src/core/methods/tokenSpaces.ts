/**
 * The features of one token set on the kernels, each opened when a method first compares by it.
 */
import type { Kernels, WorkspaceSource } from '../kernels.ts';
import { openParts, type OpenPart } from '../openParts.ts';
import type { Scope } from '../script/scriptSelection.ts';
import type { ExtraTensor, Grid } from '../tokens.ts';
import type { Workspace } from '../workspace.ts';
import { takeRows } from './extraRows.ts';
import type { SpaceName } from './context.ts';

export interface SpaceSources {
  /** Tokens and joint embeddings; several views need them in memory. */
  source: WorkspaceSource;
  grid: Grid;
  extras: Readonly<Record<string, ExtraTensor>>;
}

export class TokenSpaces {
  private readonly kernels: Kernels;
  private readonly sources: SpaceSources;
  private readonly opened = new Map<string, Promise<OpenPart[]>>();

  constructor(kernels: Kernels, sources: SpaceSources) {
    this.kernels = kernels;
    this.sources = sources;
  }

  /**
   * The features of all tokens in one part, or one part per view.
   * @throws Error if the tokens did not come with such features, or they do not fit the device
   */
  open(asked: SpaceName, scope: Scope): Promise<OpenPart[]> {
    const { source, grid, extras } = this.sources;
    // Own tokens may be the projected ones.
    const space = extras[asked]?.data === source.tokens ? 'tokens' : asked;
    const count = scope === 'joint' ? 1 : grid.views;
    const key = `${space} ${count}`;
    const known = this.opened.get(key);
    if (known) return known;
    const parts = openParts(this.kernels, this.findSource(space), count);
    this.opened.set(key, parts);
    // What could not be opened may fit the next time, when something else has been freed.
    parts.catch(() => this.opened.delete(key));
    return parts;
  }

  /** Forgets everything that was evaluated, so that the next run is timed from similarities on. */
  async forget(): Promise<void> {
    for (const workspace of await this.listWorkspaces()) workspace.forget();
  }

  async destroy(): Promise<void> {
    const workspaces = await this.listWorkspaces();
    this.opened.clear();
    for (const workspace of workspaces) workspace.destroy();
  }

  private async listWorkspaces(): Promise<Workspace[]> {
    const settled = await Promise.allSettled(this.opened.values());
    return settled.flatMap((result) => (result.status === 'fulfilled' ? result.value.map(({ workspace }) => workspace) : []));
  }

  private findSource(space: SpaceName): WorkspaceSource {
    const { source, grid, extras } = this.sources;
    if (space === 'tokens') return source;
    const tensor = extras[space];
    if (!tensor) throw new Error(`The tokens do not come with ${space}.`);
    const { cols, data } = takeRows(tensor, { start: 0, count: source.n }, { n: source.n, grid });
    return { n: source.n, d: cols, tokens: data, joint: null };
  }
}

/**
 * What methods run on: tokens with everything that came with them.
 */
import type { OpenPart } from '../openParts.ts';
import type { Scope } from '../script/scriptSelection.ts';
import type { ExtraTensor, Grid, Query } from '../tokens.ts';
import type { AvailableInputs } from './inputs.ts';

/** Features that tokens can be compared by: the encoder's, those behind the projector, or attention keys. */
export type SpaceName = 'tokens' | 'projected' | 'meanKeys' | 'lastKeys';

/** Most tokens whose n x n similarities are held in memory, 64 MiB. */
const MOST_COMPARED = 4096;

/** Whether all pairs of so many tokens are compared in memory. */
export function isComparable(n: number): boolean {
  return n <= MOST_COMPARED;
}

/**
 * @param asker who wants to compare all pairs of n tokens in memory, as the subject of a sentence
 * @throws RangeError if there are too many
 */
export function requireComparable(n: number, asker: string): void {
  if (isComparable(n)) return;
  throw new RangeError(`${asker} compare all pairs of tokens and take up to ${MOST_COMPARED} of them; there are ${n}. The panels work with any number.`);
}

/** The tokens that a method runs on, with everything that came with them. */
export interface MethodContext {
  n: number;
  /** Equal consecutive views of rows x cols tokens. */
  grid: Grid;
  extras: Readonly<Record<string, ExtraTensor>>;
  /** null without a question, or where the tokens have no space shared with text. */
  query: Query | null;
  allowStandIns: boolean;
  /** Takes features to the kernels: all tokens, or view by view. Asking again costs nothing. */
  openSpace(space: SpaceName, scope: Scope): Promise<OpenPart[]>;
  signal?: AbortSignal;
}

/** What the tokens come with. */
export function listAvailable({ n, extras, query }: Pick<MethodContext, 'n' | 'extras' | 'query'>): AvailableInputs {
  return { extras: nameUsable(extras, n), hasQuestion: query !== null };
}

/**
 * Names of the extras that methods can read. Queries of the last block are there for the attention of [CLS]: without its row, or
 * without keys to compare it with, they are as good as missing.
 */
export function nameUsable(extras: MethodContext['extras'], n: number): string[] {
  const canAttend = extras.lastKeys && extras.lastQueries && extras.lastQueries.shape[0] > n;
  return Object.keys(extras).filter((name) => name !== 'lastQueries' || canAttend);
}

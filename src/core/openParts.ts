import type { Kernels, WorkspaceSource } from './kernels.ts';
import type { Matrix, TensorData, TokenRange } from './tokens.ts';
import { Workspace } from './workspace.ts';

/** A range of tokens that the kernels hold: all of them, or those of one view. */
export interface OpenPart {
  range: TokenRange;
  workspace: Workspace;
}

/** Tokens and joint embeddings in memory as the kernels take them. */
export function toWorkspaceSource({ tokens, joint }: { tokens: Matrix; joint: Matrix | null }): WorkspaceSource {
  return {
    n: tokens.rows,
    d: tokens.cols,
    tokens: tokens.data,
    joint: joint && { e: joint.cols, data: joint.data },
  };
}

/**
 * One workspace for all tokens, or one for each of several equal consecutive views.
 * @param count number of views; must divide n. More than one needs tokens in memory.
 */
export async function openParts(
  kernels: Kernels,
  source: WorkspaceSource,
  count: number,
): Promise<OpenPart[]> {
  if (count === 1) return [await openPart(kernels, source, { start: 0, count: source.n })];
  const size = source.n / count;
  const parts: OpenPart[] = [];
  for (let start = 0; start < source.n; start += size) {
    const range = { start, count: size };
    parts.push(await openPart(kernels, takeRange(source, range), range));
  }
  return parts;
}

async function openPart(kernels: Kernels, source: WorkspaceSource, range: TokenRange) {
  return { range, workspace: new Workspace(await kernels.createBackend(source)) };
}

function takeRange({ d, tokens, joint }: WorkspaceSource, range: TokenRange): WorkspaceSource {
  return {
    n: range.count,
    d,
    tokens: takeRows(tokens, d, range),
    joint: joint && { e: joint.e, data: takeRows(joint.data, joint.e, range) },
  };
}

function takeRows(data: TensorData, columns: number, { start, count }: TokenRange): Float32Array {
  if (data instanceof Float32Array) return data.subarray(start * columns, (start + count) * columns);
  throw new Error('Tokens of several views must be in memory to be taken apart.');
}

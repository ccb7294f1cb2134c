/**
 * The headless twin of the page: the same kernels in Node, on own tokens or on a photo and a question.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { toExport, type ExportedResult } from '../core/exportResult.ts';
import { runScript } from '../core/script/runScript.ts';
import { checkParameters } from '../core/script/scriptParameters.ts';
import { openParts, toWorkspaceSource } from '../core/openParts.ts';
import { chooseGrid } from '../core/ownTokensGrid.ts';
import { TensorFileError } from '../core/tensorFileElements.ts';
import type { Matrix, Query } from '../core/tokens.ts';
import { encodePhoto } from './encodePhoto.ts';
import { InputError, parseOptions, USAGE, type PruneOptions } from './options.ts';
import { openKernels } from './openKernels.ts';
import { readTokenFiles } from './tokenFiles.ts';

interface Source {
  tokens: Matrix;
  joint: Matrix | null;
  query: Query | null;
  /** Equal parts that `--scope per-view` selects from one by one. */
  views: number;
  /** Sentences about guesses made while reading. */
  notices: string[];
  /** What the export says about where the tokens came from. */
  about: Pick<ExportedResult, 'question' | 'image' | 'layout'>;
}

/** @returns the exit status: 0, 2 for bad input, 1 for a machine that cannot do it */
export async function main(args: string[]): Promise<number> {
  if (args.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  try {
    await prune(parseOptions(args));
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`prune: ${message.split('\n')[0]}`);
    return error instanceof InputError || error instanceof TensorFileError || error instanceof RangeError ? 2 : 1;
  }
}

async function prune(options: PruneOptions): Promise<void> {
  const source = await readSource(options);
  const n = source.tokens.rows;
  const parameters = options.parametersFor(n, source.views);
  checkParameters(parameters, n);
  const { kernels, close } = await openKernels(options.device);
  try {
    const parts = await openParts(kernels, toWorkspaceSource(source), parameters.scope === 'joint' ? 1 : source.views);
    const selection = await runScript({ n, parts, query: source.query, orderLength: options.orderLength }, parameters);
    for (const { workspace } of parts) workspace.destroy();
    const warnings = [...source.notices, ...selection.warnings];
    const result = toExport({ ...selection, warnings }, { d: source.tokens.cols, device: kernels.device, parameters, ...source.about });
    await writeResult(`${JSON.stringify(result)}\n`, options.out);
  } finally {
    close();
  }
}

async function readSource(options: PruneOptions): Promise<Source> {
  const { source } = options;
  switch (source.kind) {
    case 'tokens': {
      const { tokens, joint, query, grid, layout, notices } = await readTokenFiles(source, options);
      return { tokens, joint, query, views: grid.views, notices, about: { layout } };
    }
    case 'image': {
      const photo = await encodePhoto(source.image, source.question);
      // The encoder knows its grid; whatever is stated must still fit it.
      const { grid } = chooseGrid({ label: photo.about.image, n: photo.tokens.rows, stated: options, stored: null, implied: null });
      return { ...photo, views: grid.views, notices: [] };
    }
    default:
      return source satisfies never;
  }
}

/** Writes beside the target and renames, so that no partial file is ever left behind. */
async function writeResult(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  const temporary = `${out}.${process.pid}.partial`;
  try {
    await writeFile(temporary, text);
    await rename(temporary, out);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new InputError(`${out} cannot be written: ${error instanceof Error ? error.message : error}.`);
  }
}

/**
 * The headless twin of the page: the same kernels in Node, on own tokens or on a photo and a question.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { MissingInputError } from '../core/methods/inputs.ts';
import { chooseGrid } from '../core/ownTokensGrid.ts';
import { TensorFileError } from '../core/tensorFileElements.ts';
import { encodePhoto } from './encodePhoto.ts';
import { InputError } from './inputError.ts';
import { openKernels } from './openKernels.ts';
import { parseOptions, USAGE, type PruneOptions } from './options.ts';
import { computeResult, type Source } from './runs.ts';
import { readTokenFiles } from './tokenFiles.ts';

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
    return isAboutInput(error) ? 2 : 1;
  }
}

function isAboutInput(error: unknown): boolean {
  return [InputError, MissingInputError, TensorFileError, RangeError].some((kind) => error instanceof kind);
}

async function prune(options: PruneOptions): Promise<void> {
  const source = await readSource(options);
  const { kernels, close } = await openKernels(options.device);
  try {
    const asTable = options.out?.endsWith('.csv') ?? false;
    await writeResult(await computeResult(kernels, source, options.budgetFor(source.tokens.rows), options.run, asTable), options.out);
  } finally {
    close();
  }
}

async function readSource(options: PruneOptions): Promise<Source> {
  const { source } = options;
  switch (source.kind) {
    case 'tokens': {
      const { layout, ...own } = await readTokenFiles(source, options);
      return { ...own, about: { layout } };
    }
    case 'image': {
      const photo = await encodePhoto(source.image, source.question, source.tokenLayout);
      // Encoder and layout know the grid; whatever is stated must still fit it.
      const { grid } = chooseGrid({ label: photo.about.image, n: photo.tokens.rows, stated: options, stored: null, implied: photo.grid });
      return { ...photo, grid, notices: [] };
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

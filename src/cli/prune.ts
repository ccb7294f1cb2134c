/**
 * The headless twin of the page: the same kernels in Node, on own tokens or on a photo and a question.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Kernels } from '../core/kernels.ts';
import { MissingInputError } from '../core/methods/inputs.ts';
import { chooseGrid } from '../core/ownTokensGrid.ts';
import { TensorFileError } from '../core/tensorFileElements.ts';
import type { Query } from '../core/tokens.ts';
import { openPhotoEncoder, type EncodedPhoto } from './encodePhoto.ts';
import { InputError } from './inputError.ts';
import { openKernels } from './openKernels.ts';
import { listImageFiles } from './imageFolder.ts';
import { parseOptions, USAGE, type PruneOptions } from './options.ts';
import { computeResult, type Source } from './runs.ts';
import { sweepSources, type SweepSource } from './sweep.ts';
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
  const { run, source, budgetFor, out, device } = options;
  const asTable = out?.endsWith('.csv') ?? false;
  if (run.kind === 'sweep') {
    await withKernels(device, async (kernels) => writeResult(await sweepSources(kernels, listSources(options, run.questions), { run, budgetFor, asTable }), out));
    return;
  }
  const opened = await readSource(options, source);
  await withKernels(device, async (kernels) => writeResult(await computeResult(kernels, opened, budgetFor(opened.tokens.rows), run, asTable), out));
}

async function withKernels(device: PruneOptions['device'], work: (kernels: Kernels) => Promise<void>): Promise<void> {
  const { kernels, close } = await openKernels(device);
  try {
    await work(kernels);
  } finally {
    close();
  }
}

async function readSource(options: PruneOptions, source: PruneOptions['source']): Promise<Source> {
  switch (source.kind) {
    case 'tokens': {
      const { layout, ...own } = await readTokenFiles(source, options);
      return { ...own, about: { layout } };
    }
    case 'image': {
      const encoder = await openPhotoEncoder();
      try {
        return placeOnGrid(await encoder.encode(source.image, source.question, source.tokenLayout), options);
      } finally {
        await encoder.close();
      }
    }
    case 'folder':
      throw new InputError('--image-dir needs --sweep; for one photo give --image photo.jpg.');
    default:
      return source satisfies never;
  }
}

/** Encoder and layout know the grid; whatever is stated must still fit it. */
function placeOnGrid(photo: EncodedPhoto, options: PruneOptions): Source {
  const { grid } = chooseGrid({ label: photo.about.image, n: photo.tokens.rows, stated: options, stored: null, implied: photo.grid });
  return { ...photo, grid, notices: [] };
}

/** What a sweep goes through, one after the other, as it needs memory; a folder's image that cannot be read is a reason. */
async function* listSources(options: PruneOptions, questions: readonly string[]): AsyncGenerator<SweepSource> {
  const { source } = options;
  if (source.kind === 'tokens') {
    const { about, query, ...own } = await readSource(options, source);
    yield { name: basename(source.tokens), source: { ...own, about, query }, asked: [{ question: '', query }] };
    return;
  }
  const paths = source.kind === 'folder' ? await listImageFiles(source.folder) : [source.image];
  const encoder = await openPhotoEncoder();
  try {
    const asked: { question: string; query: Query | null }[] = [];
    for (const question of questions) asked.push({ question, query: await encoder.ask(question) });
    for (const path of paths) {
      try {
        yield { name: basename(path), source: placeOnGrid(await encoder.encode(path, '', source.tokenLayout), options), asked };
      } catch (error) {
        if (source.kind === 'image' || !isAboutInput(error)) throw error;
        yield { name: basename(path), problem: error instanceof Error ? error.message : String(error), asked };
      }
    }
  } finally {
    await encoder.close();
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

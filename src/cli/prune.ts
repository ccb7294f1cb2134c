/**
 * The headless twin of the page: the same kernels in Node, on own tokens or on a photo and a question.
 */
import { rename, rm, writeFile } from 'node:fs/promises';
import { toExport, type ExportedResult } from '../core/exportResult.ts';
import type { Kernels } from '../core/kernels.ts';
import { runScript, type ScriptContext } from '../core/methods/script.ts';
import { checkParameters } from '../core/methods/scriptParameters.ts';
import type { Matrix, Query } from '../core/tokens.ts';
import { Workspace } from '../core/workspace.ts';
import { encodePhoto } from './encodePhoto.ts';
import { InputError, parseOptions, USAGE, type PruneOptions } from './options.ts';
import { openKernels } from './openKernels.ts';
import { readTokenFiles } from './tokenFiles.ts';

interface Source {
  tokens: Matrix;
  joint: Matrix | null;
  query: Query | null;
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
    return error instanceof InputError || error instanceof RangeError ? 2 : 1;
  }
}

async function prune(options: PruneOptions): Promise<void> {
  const source = await readSource(options);
  const n = source.tokens.rows;
  const parameters = options.parametersFor(n);
  checkParameters(parameters, n);
  checkLayout(options, n);
  const { kernels, close } = await openKernels(options.device);
  try {
    const parts = await openParts(kernels, source, parameters.scope === 'joint' ? 1 : options.views);
    const selection = await runScript({ n, parts, query: source.query, orderLength: options.orderLength }, parameters);
    for (const { workspace } of parts) workspace.destroy();
    const result = toExport(selection, { d: source.tokens.cols, device: kernels.device, parameters, ...source.about });
    await writeResult(`${JSON.stringify(result)}\n`, options.out);
  } finally {
    close();
  }
}

async function readSource({ source }: PruneOptions): Promise<Source> {
  switch (source.kind) {
    case 'tokens':
      return { ...(await readTokenFiles(source)), about: {} };
    case 'image':
      return encodePhoto(source.image, source.question);
    default:
      return source satisfies never;
  }
}

/** The layout only matters where views are selected from one by one; then it must cover the tokens exactly. */
function checkLayout({ views, rows, cols }: PruneOptions, n: number): void {
  if ((rows === undefined) !== (cols === undefined)) throw new InputError('Give --rows and --cols together.');
  const perView = rows !== undefined && cols !== undefined ? rows * cols : n / views;
  if (perView * views !== n || !Number.isInteger(perView)) {
    const described = rows !== undefined ? `${views} x ${rows} x ${cols} = ${perView * views}` : `${views} equal views of ${n}`;
    throw new InputError(`The layout ${described} tokens does not fit the ${n} tokens of the input.`);
  }
}

async function openParts(kernels: Kernels, { tokens, joint }: Source, count: number): Promise<ScriptContext['parts']> {
  const size = tokens.rows / count;
  const parts: ScriptContext['parts'] = [];
  for (let start = 0; start < tokens.rows; start += size) {
    const backend = await kernels.createBackend({
      n: size,
      d: tokens.cols,
      tokens: sliceRows(tokens, start, size),
      joint: joint && { e: joint.cols, data: sliceRows(joint, start, size) },
    });
    parts.push({ range: { start, count: size }, workspace: new Workspace(backend) });
  }
  return parts;
}

function sliceRows({ cols, data }: Matrix, start: number, count: number): Float32Array {
  return data.subarray(start * cols, (start + count) * cols);
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

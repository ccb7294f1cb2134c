/**
 * Prepares what the page needs but the repository does not hold: the starter model and the sample photos.
 * `node scripts/run.mjs scripts/prepareAssets.ts [--verify]`; does nothing when everything is up to date.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Generated, hashHex, isUpToDate, replaceFolder } from './assets/assetFolder.ts';
import { buildSamples } from './assets/samples.ts';
import { buildStarter } from './assets/starter.ts';
import { verifyStarter } from './assets/verify.ts';

const ROOT = process.cwd();
const CACHE = join(ROOT, 'node_modules/.cache/assets');
const STARTER = join(ROOT, 'public/models/starter');
const SAMPLES = join(ROOT, 'public/samples');

/** Sources besides scripts/assets that decide what the files hold. */
const FURTHER_SOURCES = ['src/core/float16.ts', 'src/core/tar.ts', 'src/encoders/sentenceEncoder.ts', 'node_modules/onnxruntime-web/package.json'];

export async function main(programArguments: string[]): Promise<number> {
  const unknown = programArguments.find((argument) => argument !== '--verify');
  if (unknown) {
    console.error(`Unknown argument "${unknown}"; the only one is --verify.`);
    return 2;
  }
  try {
    const build = await hashSources();
    await prepare('starter model', STARTER, build, buildStarter);
    await prepare('sample photos', SAMPLES, build, buildSamples);
    return programArguments.includes('--verify') ? await verifyStarter({ cache: CACHE, starter: STARTER, samples: SAMPLES }) : 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

async function prepare(title: string, folder: string, build: string, generate: (cache: string) => Promise<Generated>): Promise<void> {
  if (await isUpToDate(folder, build)) return;
  console.log(`Preparing the ${title} ...`);
  const started = performance.now();
  const generated = await generate(CACHE);
  await replaceFolder(folder, build, generated);
  const megabytes = generated.files.reduce((total, { data }) => total + data.length, 0) / 1e6;
  console.log(`  done: ${generated.files.length} files, ${megabytes.toFixed(1)} MB, ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** A hash over the building code, so that an old folder is never mistaken for a current one. */
async function hashSources(): Promise<string> {
  const folder = resolve(ROOT, 'scripts/assets');
  const own = (await readdir(folder)).filter((name) => name.endsWith('.ts') && name !== 'verify.ts').toSorted();
  const paths = [...own.map((name) => join('scripts/assets', name)), ...FURTHER_SOURCES];
  const contents = await Promise.all(paths.map((path) => readFile(join(ROOT, path), 'utf8')));
  // Line ends differ between checkouts on Windows and elsewhere.
  return hashHex(contents.map((content) => content.replaceAll('\r\n', '\n')).join('\0'));
}

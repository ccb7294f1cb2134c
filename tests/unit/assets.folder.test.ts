import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isUpToDate, replaceFolder } from '../../scripts/assets/assetFolder.ts';
import { readPackage } from '../../scripts/assets/tarballs.ts';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'assets-'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(parent, { recursive: true });
});

const generated = { files: [{ name: 'a.bin', data: Uint8Array.of(1, 2, 3) }], description: { note: 'hello' } };

describe('replaceFolder and isUpToDate', () => {
  it('write the files and a manifest that describes them', async () => {
    const folder = join(parent, 'deep/set');
    await replaceFolder(folder, 'build-1', generated);
    expect([...(await readFile(join(folder, 'a.bin')))]).toEqual([1, 2, 3]);
    expect(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'))).toEqual({
      build: 'build-1',
      files: [{ name: 'a.bin', bytes: 3, sha256: '039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81' }],
      note: 'hello',
    });
    expect(await isUpToDate(folder, 'build-1')).toBe(true);
  });

  it('notice another build, a changed, shortened or missing file, and a missing folder', async () => {
    const folder = join(parent, 'set');
    expect(await isUpToDate(folder, 'build-1')).toBe(false);
    await replaceFolder(folder, 'build-1', generated);
    expect(await isUpToDate(folder, 'build-2')).toBe(false);
    for (const damage of [Uint8Array.of(1, 2, 4), Uint8Array.of(1, 2)]) {
      await writeFile(join(folder, 'a.bin'), damage);
      expect(await isUpToDate(folder, 'build-1')).toBe(false);
    }
    await rm(join(folder, 'a.bin'));
    expect(await isUpToDate(folder, 'build-1')).toBe(false);
  });

  it('replace an old folder as a whole and leave nothing else behind', async () => {
    const folder = join(parent, 'set');
    await mkdir(join(parent, 'set.new-1'), { recursive: true });
    await mkdir(folder);
    await writeFile(join(folder, 'stale.txt'), 'old');
    await replaceFolder(folder, 'build-1', generated);
    expect(await readdir(folder)).toEqual(['a.bin', 'manifest.json']);
    expect(await readdir(parent)).toEqual(['set']);
  });
});

describe('readPackage', () => {
  it('drops a damaged tarball and says in a sentence that the download failed', { timeout: 60_000 }, async () => {
    vi.stubEnv('npm_config_registry', 'http://127.0.0.1:9/');
    vi.stubEnv('npm_config_fetch_retries', '0');
    vi.stubEnv('npm_config_cache', join(parent, 'npm'));
    const cache = join(parent, 'cache');
    await mkdir(cache);
    await writeFile(join(cache, 'some-data-1.0.0.tgz'), 'damaged');
    const failure = readPackage({ name: 'some-data', version: '1.0.0', integrity: 'sha512-none' }, cache, () => true);
    await expect(failure).rejects.toThrow(/^Could not download some-data@1\.0\.0 from the npm registry .* check the network connection or proxy/s);
    expect(await readdir(cache)).toEqual([]);
  });
});

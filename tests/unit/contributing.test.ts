/** CONTRIBUTING.md: its example, compiled with the project's own settings and run, and its map of the code. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { METHODS } from '../../src/core/methods/registry.ts';
import type { Method } from '../../src/core/methods/method.ts';
import { runMethod } from '../../src/core/methods/runMethod.ts';
import { openMethodContext } from '../support/methodCases.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8');
const blocks = text.matchAll(/```ts\n([\s\S]*?)```/g);
const [example, line] = Array.from(blocks, ([, code]) => code);

/** Inside the project, so that packages are found; removed afterwards. */
mkdirSync(join(ROOT, '.cache'), { recursive: true });
const folder = mkdtempSync(join(ROOT, '.cache/contributing-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('it is about thirty lines and is added by one', () => {
  expect(example.trim().split('\n').length).toBeLessThanOrEqual(32);
  expect(line.trim().split('\n')).toHaveLength(1);
  expect(METHODS.map(({ id }) => id)).not.toContain('longest-tokens');
});

/** What the compiler says of a file that stands where src/core/methods/ is. */
function compile(code: string): string {
  mkdirSync(join(folder, 'methods'), { recursive: true });
  writeFileSync(join(folder, 'methods/longestTokens.ts'), code);
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { rootDirs: [folder, join(ROOT, 'src/core')], typeRoots: [join(ROOT, 'node_modules/@types')], types: [] },
    include: ['methods'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [compiler, '--project', folder], { encoding: 'utf8' }).stdout;
}

test('it compiles as a file of the project', { timeout: 60_000 }, () => {
  expect(compile(example)).toBe('');
  expect(compile(example.replace("family: 'Control'", "family: 'Unknown'"))).toContain('Unknown');
});

test('it runs, on one view and on several', async () => {
  const place = join(folder, 'longestTokens.ts');
  const methods = pathToFileURL(join(ROOT, 'src/core/methods/')).href;
  writeFileSync(place, example.replaceAll(/from '(\.{1,2}\/[^']+)'/g, (_: string, path: string) => `from '${fileURLToPath(new URL(path, methods))}'`));
  const { longestTokens }: { longestTokens: Method } = await import(place);
  const tokens = { rows: 6, cols: 2, data: Float32Array.of(1, 0, 0, 5, 2, 2, 3, 0, 0, 1, 4, 4) };
  const grid = { views: 1, rows: 2, cols: 3 };
  const { context, spaces } = openMethodContext(createCpuKernels(), { tokens, joint: null, query: null, extras: {}, grid });
  const keep = async (given: Parameters<typeof runMethod>[1], budget: number, parameters = {}) =>
    Array.from((await runMethod(longestTokens, given, { budget, parameters })).indices);
  expect(await keep(context, 3)).toEqual([1, 3, 5]);
  expect(await keep(context, 2, { takeShortest: true })).toEqual([0, 4]);
  await spaces.destroy();

  const split = openMethodContext(createCpuKernels(), { tokens, joint: null, query: null, extras: {}, grid: { views: 2, rows: 1, cols: 3 } });
  expect(await keep(split.context, 3)).toEqual([1, 2, 5]);
  await split.spaces.destroy();
});

/** Folders of the map, with those that their files may import from. */
const map = new Map(
  Array.from(text.matchAll(/^\| `([^`]+)\/` \|.*\| ([^|]*)\|$/gm), ([, path, mayImport]): [string, string[]] => [
    path,
    Array.from(mayImport.matchAll(/`(\w+)`/g), ([, name]) => name),
  ]),
);

test('the map has every folder of the code, and no other', () => {
  const listed = [...map.keys()].filter((path) => path.startsWith('src/')).map((path) => path.slice('src/'.length));
  const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  expect(listed.toSorted()).toEqual(folders.toSorted());
  expect([...map.keys()].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  const named = Array.from(text.matchAll(/^\| `(src\/\w+\/)` \| (.*?) \|/gm), ([, outer, words]) =>
    Array.from(words.matchAll(/`(\w+)\/`/g), ([, inner]) => outer + inner),
  ).flat();
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});

/** Imports of a file of src/ from elsewhere, as "core" or "shaders"; what npm brings is not among them. */
function findImports(file: string): string[] {
  const code = readFileSync(join(ROOT, 'src', file), 'utf8');
  return Array.from(code.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g), ([, path]) => posix.join('src', posix.dirname(file), path))
    .map((path) => path.split('/').slice(path.startsWith('src/') ? 1 : 0))
    .flatMap(([part, ...rest]) => (rest.length > 0 ? [part] : []));
}

test('files import only what the map lets them', () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/'));
  const inFolders = files.filter((path) => /\/.*\.tsx?$/.test(path));
  expect(inFolders.length).toBeGreaterThan(300);
  const breaches = inFolders.flatMap((file) => {
    const [part] = file.split('/');
    const allowed = [part, ...(map.get(`src/${part}`) ?? [])];
    return findImports(file).flatMap((name) => (allowed.includes(name) ? [] : [`${file} imports from ${name}`]));
  });
  expect(breaches).toEqual([]);
  expect(findImports('state/controller.ts')).toContain('engine');
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkBudget, listRuntimes, listStartupScripts } from '../../scripts/checkBudget.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'budget-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** Text that gzip cannot make shorter than its number of bytes. */
const noise = (bytes: number): string => `/*${randomBytes(bytes).toString('base64').replaceAll('/', '_')}*/`;

const PAGE = '<script type="module" crossorigin src="./assets/index-AAAAAAAA.js"></script>\n<link rel="stylesheet" href="./assets/index.css">';

describe('what loads before a model', () => {
  it('is every static import, re-export and worker, in one line or many, but nothing that is imported lazily', () => {
    write({
      'index.html': PAGE,
      'assets/index-AAAAAAAA.js': 'import{a as b}from"./shared.js";import"./effect.js";import c,{d}from"./default.js";const e=()=>import("./lazy.js");b(`import "./text.js"x`)',
      'assets/shared.js': 'export{x}from"./again.js";import * as all from "./all.js";\nimport {\n  y,\n  z\n} from "./lines.js";',
      'assets/effect.js': 'const w=new Worker(new URL(new URL(`worker.js`,import.meta.url).href,``+import.meta.url),{type:`module`})',
      'assets/default.js': 'import{a}from"./shared.js";',
      'assets/again.js': 'export*from"./shared.js"',
      'assets/all.js': '',
      'assets/lines.js': '',
      'assets/worker.js': 'import{k}from"./kernels.js";await import(`./runtime.js`)',
      'assets/kernels.js': '',
    });
    const names = ['again', 'all', 'default', 'effect', 'index-AAAAAAAA', 'kernels', 'lines', 'shared', 'worker'];
    expect(listStartupScripts(folder).toSorted()).toEqual(names.map((name) => `assets/${name}.js`));
  });

  it('may not exceed the budget after compression', () => {
    write({ 'index.html': PAGE, 'assets/index-AAAAAAAA.js': `import"./big.js"`, 'assets/big.js': noise(9_000), 'assets/ort-wasm-simd-threaded-AAAAAAAA.wasm': '' });
    expect(checkBudget(folder, 12)).toMatch(/kB of compressed JavaScript in 2 files load before a model does, of at most 12/);
    expect(() => checkBudget(folder, 5)).toThrow(/at most 5 kB may.*\n +\d+\.\d kB {2}assets\/big\.js\n +0\.0 kB {2}assets\/index/);
  });

  it('is not measured on a folder without a built page', () => {
    write({ 'index.html': '<div></div>' });
    expect(() => listStartupScripts(folder)).toThrow('is not the built page');
  });
});

describe('the ONNX runtime', () => {
  it('is in the build once per flavour', () => {
    write({ 'assets/ort-wasm-simd-threaded-AAAAAAAA.wasm': '', 'assets/ort-wasm-simd-threaded.jspi-BB-_BBBB.wasm': '' });
    expect(listRuntimes(folder)).toHaveLength(2);
    write({ 'assets/other/ort-wasm-simd-threaded.jspi-CCCCCCCC.wasm': '' });
    expect(() => listRuntimes(folder)).toThrow('2 files of the ONNX runtime ort-wasm-simd-threaded.jspi, expected 1');
  });

  it('is in the build at all', () => {
    expect(() => listRuntimes(folder)).toThrow('no ONNX runtime');
  });
});

// Checks what the built page costs before a model loads: `node scripts/checkBudget.mjs [BUILD_FOLDER]`.
// Node's built-in modules only.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Failure, runScript } from './commands.mjs';

/** Kilobytes (1000 bytes) of compressed JavaScript that page and worker may load before a model does. */
export const SCRIPT_BUDGET_KB = 250;

/** `import ... from "./x.js"`, `import "./x.js"` and `export ... from "./x.js"`, minified or not; not `import("./x.js")`. */
const STATIC_IMPORT = /(?:^|[;}\s])(?:import|export)\s*(?:[\w$*{][^"'`;()]*?from\s*)?["'](\.{1,2}\/[^"']+\.js)["']/gm;
/** `new Worker(new URL(...))`, which bundlers may wrap once more. */
const WORKER = /new Worker\(\s*(?:\/\*[^*]*\*\/\s*)?(?:new URL\(\s*)+["'`]([^"'`]+\.js)["'`]/g;
/** Module scripts of the page and what it asks for with them. */
const PAGE_SCRIPT = /<(?:script|link)\b[^>]*?(?:src|href)="\.?\/?([^"]+\.js)"/g;

/** @param {number} bytes */
const formatKilobytes = (bytes) => (bytes / 1000).toFixed(1);

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
const findAll = (text, pattern) => Array.from(text.matchAll(pattern), ([, name]) => name);

/**
 * Files that load one after the other without anything being asked for: static imports, and the workers of the page.
 * @param {string} folder
 * @returns {string[]} paths inside the build folder
 */
export function listStartupScripts(folder) {
  const waiting = findAll(readFileSync(join(folder, 'index.html'), 'utf8'), PAGE_SCRIPT);
  if (waiting.length === 0) throw new Failure(`${join(folder, 'index.html')} loads no script: it is not the built page.`);
  /** @type {Set<string>} */
  const found = new Set();
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const code = readFileSync(join(folder, file), 'utf8');
    const names = [...findAll(code, STATIC_IMPORT), ...findAll(code, WORKER)];
    for (const name of names) waiting.push(posix.join(posix.dirname(file), name));
  }
  return [...found];
}

/**
 * @param {string} folder the build
 * @returns {{ scripts: { file: string, bytes: number }[], total: number }} bytes after gzip, largest first
 */
export function measureScripts(folder) {
  const scripts = listStartupScripts(folder).map((file) => ({ file, bytes: gzipSync(readFileSync(join(folder, file))).length }));
  return { scripts: scripts.toSorted((a, b) => b.bytes - a.bytes), total: scripts.reduce((sum, { bytes }) => sum + bytes, 0) };
}

/**
 * Every flavour of the ONNX runtime (plain, JSPI, Asyncify) belongs into the build once.
 * @param {string} folder
 * @returns {string[]} the runtime's WebAssembly files
 */
export function listRuntimes(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => /ort-wasm[^/\\]*\.wasm$/.test(file));
  /** @type {Map<string, string[]>} */
  const flavours = new Map();
  for (const file of files) {
    const flavour = posix.basename(file.replaceAll('\\', '/')).replace(/-[\w-]{8}\.wasm$/, '');
    flavours.set(flavour, [...(flavours.get(flavour) ?? []), file]);
  }
  for (const [flavour, copies] of flavours) {
    if (copies.length > 1) throw new Failure(`The build holds ${copies.length} files of the ONNX runtime ${flavour}, expected 1: ${copies.join(', ')}.`);
  }
  if (files.length === 0) throw new Failure(`${folder} holds no ONNX runtime, expected one file of each flavour.`);
  return files;
}

/**
 * @param {string} folder the build
 * @param {number} budgetKb
 * @returns {string} one line for the log
 * @throws Failure with the list of files and sizes if there is too much
 */
export function checkBudget(folder, budgetKb = SCRIPT_BUDGET_KB) {
  const runtimes = listRuntimes(folder);
  const { scripts, total } = measureScripts(folder);
  const sum = `${formatKilobytes(total)} kB of compressed JavaScript in ${scripts.length} files load before a model does`;
  if (total > 1000 * budgetKb) {
    const list = scripts.map(({ file, bytes }) => `  ${formatKilobytes(bytes).padStart(7)} kB  ${file}`).join('\n');
    throw new Failure(`${sum}, at most ${budgetKb} kB may: import lazily what the first view does not need.\n${list}`);
  }
  return `${sum}, of at most ${budgetKb}; ${runtimes.length} flavours of the ONNX runtime, one file each.`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async ([folder]) => console.log(checkBudget(folder ?? resolve(fileURLToPath(import.meta.url), '../../dist'))));
}

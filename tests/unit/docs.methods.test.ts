/** docs/methods.md and docs/own-tokens.md name what there is. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { METHOD_FAMILIES } from '../../src/core/methods/method.ts';
import { METHODS } from '../../src/core/methods/registry.ts';
import { EXTRA_NAMES } from '../../src/core/ownTokensExtras.ts';
import { MEASURES } from '../../src/core/scoreCard/measureList.ts';

const METHODS_PAGE = readPage('methods.md');
const OWN_TOKENS_PAGE = readPage('own-tokens.md');

function readPage(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), 'utf8');
}

/** Cells of the table rows that begin with `id`. */
function findRows(page: string, id: string): string[][] {
  const rows = page.split('\n').filter((line) => line.startsWith(`| \`${id}\` |`));
  return rows.map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim()));
}

describe.each([...METHODS])('$id in docs/methods.md', ({ id, title, parameters, presets, needsOf }) => {
  const [, named = '', , reads = '', described = '', published = ''] = findRows(METHODS_PAGE, id).find(({ length }) => length === 6) ?? [];

  test('has a row with its title', () => {
    expect(named).toBe(title);
  });

  test('names exactly its parameters, with their defaults', () => {
    const listed = Object.entries(parameters).map(([name, parameter]) => `\`${name}\` ${parameter.default}`);
    expect(described).toBe(listed.join(', ') || '–');
  });

  test('names what it reads', () => {
    expect(reads).toBe(needsOf({}).map((name) => `\`${name}\``).join(', ') || '–');
  });

  test('names its presets', () => {
    const listed = presets.map((preset) => (preset.budget === undefined ? preset.title : `${preset.title} (m = ${preset.budget})`));
    expect(published).toBe(listed.join('; ') || '–');
  });
});

test.each(METHOD_FAMILIES)('docs/methods.md lists the methods of the family %s under its name, in the order of the page', (family) => {
  const [, section = ''] = METHODS_PAGE.split(`\n## ${family}\n`);
  const [own] = section.split('\n## ');
  const listed = Array.from(own.matchAll(/^\| `([\w-]+)` \|/gm), ([, id]) => id);
  expect(listed).toEqual(METHODS.filter((method) => method.family === family).map(({ id }) => id));
});

test('docs/methods.md names every measure, with its title and which values are better', () => {
  for (const { id, title, better, explanation } of MEASURES) {
    expect(findRows(METHODS_PAGE, id)).toEqual([[`\`${id}\``, title, better, explanation]]);
  }
});

test('docs/own-tokens.md says which methods read each extra', () => {
  const [, readers = ''] = OWN_TOKENS_PAGE.split('| name | read by |');
  for (const name of EXTRA_NAMES.split(', ')) expect(readers).toContain(`\`${name}\``);
  for (const { id, needsOf } of METHODS) {
    for (const need of needsOf({})) {
      if (need === 'question') continue;
      const kind = need.replace(/\.layer\d+$/, '');
      const rows = readers.split('\n').filter((line) => line.startsWith('|') && line.split('|')[1].includes(kind) && line.includes(`\`${id}\``));
      expect(rows.length, `${id} reads ${need}`).toBeGreaterThan(0);
    }
  }
});

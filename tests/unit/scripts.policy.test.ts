/** The Content-Security-Policy of the page: what it says, where it is written, and which hosts may be named. */
import { build } from 'vite';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { describePolicy, readModelHosts, readOrigin, writePolicy } from '../../scripts/policy.mjs';
import { policyPlugin } from '../../scripts/policyPlugin.ts';

const SCHOOL = 'https://models.school.example';

function readDirectives(policy: string): Map<string, string[]> {
  return new Map(policy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]));
}

it('lets no script run but the page’s own and WebAssembly, and asks nobody but itself, the hub and named hosts', () => {
  const directives = readDirectives(describePolicy([SCHOOL]));
  expect(directives.get('default-src')).toEqual(["'none'"]);
  expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  expect(directives.get('connect-src')).toEqual(["'self'", 'https://huggingface.co', 'https://*.huggingface.co', 'https://*.hf.co', SCHOOL]);
  directives.delete('connect-src');
  expect([...directives.values()].flat().filter((source) => /\/\/|\*|'unsafe-eval'|https?:/.test(source))).toEqual([]);
});

it('is written below the charset, and over the policy that a page has', () => {
  const page = '<!doctype html><head><meta charset="utf-8" /><script src="a.js"></script></head>';
  const once = writePolicy(page, []);
  expect(once).toMatch(/<meta charset="utf-8" \/>\s*<meta http-equiv="Content-Security-Policy" content="[^"]*" \/><script/);
  expect(once).toContain(`content="${describePolicy([])}"`);
  expect(writePolicy(once, [SCHOOL])).toBe(writePolicy(page, [SCHOOL]));
  expect(() => writePolicy('<!doctype html>', [])).toThrow('A page has no <meta charset="utf-8" />');
});

it('says nothing in the page that only a header can say', () => {
  expect(describePolicy([])).not.toMatch(/frame-ancestors|report-uri|sandbox/);
});

it('stands before every script of a built page', async () => {
  const root = mkdtempSync(join(tmpdir(), 'policy test '));
  writeFileSync(join(root, 'index.html'), '<!doctype html><html><head><meta charset="utf-8" /></head><body><script type="module" src="/main.js"></script></body></html>');
  writeFileSync(join(root, 'main.js'), 'console.log(1);');
  const result = await build({ configFile: false, root, logLevel: 'error', plugins: [policyPlugin([SCHOOL])], build: { write: false } });
  rmSync(root, { recursive: true });
  const page = [result].flat().flatMap((part) => ('output' in part ? part.output : [])).find(({ fileName }) => fileName === 'index.html');
  const html = page?.type === 'asset' ? String(page.source) : '';
  const place = html.indexOf(`content="${describePolicy([SCHOOL])}"`);
  expect(place).toBeGreaterThan(0);
  expect(html.indexOf('<script')).toBeGreaterThan(place);
});

it('takes hosts of models as web addresses, and nothing that would end the list', () => {
  expect(readOrigin('https://models.school.example/a/b?c', '--model-host')).toBe(SCHOOL);
  expect(readModelHosts({ MODEL_HOSTS: `${SCHOOL}, http://127.0.0.1:8080/models` })).toEqual([SCHOOL, 'http://127.0.0.1:8080']);
  expect(readModelHosts({})).toEqual([]);
  for (const bad of ['models.school.example', 'ftp://school.example', 'https://a;b', "https://'self'", 'https://a"b', 'javascript:alert(1)', '*']) {
    expect(() => readOrigin(bad, 'MODEL_HOSTS'), bad).toThrow(/^MODEL_HOSTS takes an address such as/);
  }
});

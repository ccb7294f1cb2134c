/** The page, the command line and the CPU path agree on the same photo and question. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ExportedResult } from '../../src/core/exportResult.ts';
import { outputPath } from './support/output.ts';
import { samplePath } from './support/photos.ts';
import { openPlayground, readExport, waitForExport } from './support/playground.ts';

const run = promisify(execFile);

/** Runs the headless program on a photo. */
async function prune(image: string, question: string, ...options: string[]): Promise<ExportedResult> {
  const out = outputPath('prune.json');
  const program = ['scripts/run.mjs', 'src/cli/prune.ts', '--image', image, '--question', question, '--out', out, ...options];
  await run(process.execPath, program);
  return JSON.parse(await readFile(out, 'utf8')) as ExportedResult;
}

function expectSameNumbers(got: number[], want: number[], tolerance: number): void {
  expect(got).toHaveLength(want.length);
  const worst = Math.max(...got.map((value, index) => Math.abs(value - want[index]) / Math.max(1, Math.abs(want[index]))));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** The headless answer to the page's first view. */
let astronaut: ExportedResult;

beforeAll(async () => {
  astronaut = await prune(samplePath('astronaut.png'), 'Is there a space shuttle?', '--device', 'gpu');
  expect(astronaut.device.kind).toBe('gpu');
});

describe('page and command line', () => {
  it('select the same tokens of the same photo with the same settings', async () => {
    const { page, problems, close } = await openPlayground();
    expectAgreement(await readExport(page), astronaut);

    await page.goto(`${page.url().replace(/#.*/, '')}#device=gpu&m=48&tau=0.35&gamma=4&p=0.7&q=Is+there+a+cat%3F`);
    await page.getByLabel('Image', { exact: true }).setInputFiles(outputPath('veiled.png'));
    const changed = await waitForExport(
      page,
      ({ image, question, budget, parameters }) => image === 'veiled.png' && question === 'Is there a cat?' && budget === 48 && parameters.gamma === 4,
    );
    const settings = ['--budget', '48', '--tau', '0.35', '--gamma', '4', '--prune-ratio', '0.7'];
    expectAgreement(changed, await prune(outputPath('veiled.png'), 'Is there a cat?', ...settings));
    expect(problems).toEqual([]);
    await close();
  });

  it('agree on the CPU path, too', async () => {
    const { page, problems, close } = await openPlayground('device=cpu');
    const shown = await readExport(page);
    expect(shown.device.kind).toBe('cpu');
    expect(shown.selected).toEqual(astronaut.selected);
    expect(problems).toEqual([]);
    await close();
  });
});

function expectAgreement(shown: ExportedResult, headless: ExportedResult): void {
  expect(shown.selected).toEqual(headless.selected);
  expect(shown.degree).toEqual(headless.degree);
  expect([shown.kStar, shown.intersectionAtM, shown.supplemented]).toEqual([headless.kStar, headless.intersectionAtM, headless.supplemented]);
  expectSameNumbers(shown.score, headless.score, 1e-3);
  expectSameNumbers(shown.relevance.normalized, headless.relevance.normalized, 1e-3);
}

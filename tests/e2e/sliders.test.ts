/** What the sliders change, and that the panels follow the newest value with nothing queued up. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Exported, openPlayground, type Playground, readExport, waitForExport } from './support/playground.ts';

interface Traffic {
  /** Selections asked of the worker so far. */
  sent: number;
  /** Those that have been answered. */
  answered: number;
  /** Most that were under way at once. */
  mostWaiting: number;
}

declare global {
  interface Window {
    traffic: Traffic;
  }
}

let playground: Playground;
let first: Exported;

beforeAll(async () => {
  playground = await openPlayground('device=gpu', {}, countSelections);
  first = await readExport(playground.page);
});

afterAll(async () => {
  await playground.close();
});

/** Runs in the page before its own scripts: watches the messages to and from the worker. */
function countSelections(): void {
  const traffic: Traffic = { sent: 0, answered: 0, mostWaiting: 0 };
  window.traffic = traffic;
  const waiting = new Set<number>();
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function post(this: Worker, message: unknown, ...rest: unknown[]) {
    const { id, request } = message as { id: number; request?: { kind: string } };
    if (request?.kind === 'select') {
      if (traffic.sent === 0) {
        this.addEventListener('message', ({ data }: MessageEvent<{ type: string; id: number }>) => {
          if (data.type !== 'progress' && waiting.delete(data.id)) traffic.answered += 1;
        });
      }
      traffic.sent += 1;
      waiting.add(id);
      traffic.mostWaiting = Math.max(traffic.mostWaiting, waiting.size);
    }
    Reflect.apply(postMessage, this, [message, ...rest]);
  };
}

function slider(name: string) {
  return playground.page.getByRole('slider', { name, exact: true });
}

async function press(name: string, ...keys: string[]): Promise<void> {
  await slider(name).focus();
  for (const key of keys) await playground.page.keyboard.press(key);
}

it('counts fewer edges as the threshold rises', async () => {
  await press('Threshold τ', 'ArrowRight');
  const next = await waitForExport(playground.page, ({ parameters }) => parameters.threshold === 0.51);
  expect(next.degree.every((degree, token) => degree <= first.degree[token])).toBe(true);
  expect(next.degree).not.toEqual(first.degree);
  expect(next.relevance).toEqual(first.relevance);
  expect(next.order.slice(0, 64)).toEqual(first.order.slice(0, 64));
  await press('Threshold τ', 'ArrowLeft');
  const back = await waitForExport(playground.page, ({ parameters }) => parameters.threshold === 0.5);
  expect(back.selected).toEqual(first.selected);
});

it('changes scores but not degrees with gamma', async () => {
  await press('Gamma γ', 'Home');
  const flat = await waitForExport(playground.page, ({ parameters }) => parameters.gamma === 0);
  expect(flat.degree).toEqual(first.degree);
  const connected = Array.from(flat.degree.keys()).filter((token) => flat.degree[token] > 0);
  expect(connected.length).toBeGreaterThan(0);
  // Eq. 9 with gamma = 0: the score is the degree.
  expect(connected.every((token) => Math.abs(flat.score[token] - flat.degree[token]) <= 1e-4 * flat.degree[token])).toBe(true);
});

it('lets more tokens survive as the prune ratio falls', async () => {
  await press('Prune ratio p', 'Home');
  const all = await waitForExport(playground.page, ({ parameters }) => parameters.pruneRatio === 0);
  expect(all.pEffective).toBe(0);
  expect(all.selected).toEqual(all.order.slice(0, all.budget).toSorted((a, b) => a - b));
});

it('keeps as many tokens as the budget says, on the same greedy order', async () => {
  await playground.page.getByRole('button', { name: 'Budget 32', exact: true }).click();
  const small = await waitForExport(playground.page, ({ budget }) => budget === 32);
  expect(small.selected).toHaveLength(32);
  await press('Budget m', 'ArrowRight');
  const larger = await waitForExport(playground.page, ({ budget }) => budget === 33);
  expect(larger.selected.filter((token) => !small.selected.includes(token))).toHaveLength(1);
  expect(larger.order.slice(0, small.order.length)).toEqual(small.order);
  await playground.page.getByRole('button', { name: 'Reset', exact: true }).click();
  const back = await waitForExport(playground.page, ({ budget, parameters }) => budget === 64 && parameters.gamma === 10);
  expect(back.selected).toEqual(first.selected);
});

it('follows a drag with the newest value and queues nothing', async () => {
  const { page } = playground;
  const thumb = slider('Threshold τ').locator('xpath=ancestor::*[contains(@class, "thumb")]');
  const box = await thumb.boundingBox();
  if (!box) throw new Error('the slider has no thumb');
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const before = await page.evaluate(() => ({ ...window.traffic }));
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 60; step++) await page.mouse.move(x + step, y);
  await page.mouse.up();
  const value = Number(await slider('Threshold τ').inputValue());
  expect(value).toBeGreaterThan(0.6);
  const after = await waitForExport(page, ({ parameters }) => parameters.threshold === value);
  expect(after.degree.every((degree, token) => degree <= first.degree[token])).toBe(true);
  const traffic = await page.evaluate(() => ({ ...window.traffic }));
  expect(traffic.sent).toBeGreaterThan(before.sent);
  expect(traffic.sent).toBe(traffic.answered);
  expect(traffic.mostWaiting).toBeLessThanOrEqual(2);
});

it('inverts the relevance and moves epsilon', async () => {
  const { page } = playground;
  await page.getByRole('button', { name: 'More settings' }).click();
  await page.getByText('Invert relevance', { exact: true }).click();
  const inverted = await waitForExport(page, ({ parameters }) => parameters.invert);
  expect(inverted.relevance.raw).toEqual(first.relevance.raw);
  expect(inverted.relevance.normalized.every((value, token) => Math.abs(value + first.relevance.normalized[token] - 1) < 1e-5)).toBe(true);
  await press('Epsilon ε', 'End');
  const coarse = await waitForExport(page, ({ parameters }) => parameters.epsilon === 1e-3);
  expect(coarse.selected).toHaveLength(64);
});

it('never left the origin and logged no trouble', () => {
  expect(playground.problems).toEqual([]);
});

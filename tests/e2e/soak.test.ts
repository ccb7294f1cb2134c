/**
 * Changes photo and question again and again and looks at what page, worker and device hold: it has to stay flat.
 * 20 changes; `npm run soak` makes 200.
 */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSeededRandom } from '../../src/core/random.ts';
import { findGrowth, smooth, type Flatness } from '../support/flatness.ts';
import { type Heaps, openHeaps } from './support/heaps.ts';
import { outputPath } from './support/output.ts';
import { openPlayground, type Playground } from './support/playground.ts';

const CHANGES = Number(process.env['SOAK_CHANGES'] ?? 20);
/** Changes before the first measurement: caches fill, functions get compiled. */
const WARM_UP = 6;
/** The worker remembers so many questions, which have to be there before it stops growing. */
const KEPT_QUESTIONS = 32;
const PHOTOS = 4;
const PATIENCE = 60_000;

/** How often page and worker are looked at, which takes seconds each time. */
const MEASUREMENTS = 10;
/** One photo's tokens take 0.9 MB or more, one map of them 2.3 kB: whatever is left over from every change would show. */
const HEAP_LIMITS: Flatness = { slope: 2000, range: 3_000_000 };
/**
 * The allocator counts exactly, and its smallest buffer has 256 bytes: one left over from every change would show. Once and
 * again a device that is slower than before has its work cut into one part more, whose parameters take another 256 bytes; and a
 * measurement may catch memory that is given back a moment later.
 */
const ALLOCATOR_LIMITS: Flatness = { slope: 50, range: 2048 };

interface Traffic {
  worker: Worker | null;
  waiting: number;
  /** Answers so far by kind of request. */
  answered: Record<string, number>;
}

declare global {
  interface Window {
    soakTraffic: Traffic;
  }
}

let playground: Playground;

beforeAll(async () => {
  for (let photo = 0; photo < PHOTOS; photo++) await writePhoto(photo);
  playground = await openPlayground('device=gpu', {}, watchWorker);
});

afterAll(async () => {
  await playground.close();
});

/** Coloured blocks, different in every photo and of different sizes. */
async function writePhoto(photo: number): Promise<void> {
  const random = createSeededRandom(photo + 1);
  const [cols, rows] = [5 + photo, 4 + photo];
  const pixels = Uint8Array.from({ length: 3 * cols * rows }, () => Math.floor(256 * random()));
  const blocks = sharp(pixels, { raw: { width: cols, height: rows, channels: 3 } });
  await writeFile(photoPath(photo), await blocks.resize(40 * cols, 40 * rows, { kernel: 'nearest' }).png().toBuffer());
}

function photoPath(photo: number): string {
  return outputPath(`soak-${photo}.png`);
}

/** Runs in the page before its own scripts: counts what it asks of its worker, and keeps hold of the worker. */
function watchWorker(): void {
  const traffic: Traffic = { worker: null, waiting: 0, answered: {} };
  window.soakTraffic = traffic;
  const kinds = new Map<number, string>();
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function post(this: Worker, message: unknown, ...rest: unknown[]) {
    const { type, id, request } = message as { type: string; id: number; request?: { kind: string } };
    if (traffic.worker === null) {
      traffic.worker = this;
      this.addEventListener('message', ({ data }: MessageEvent<{ type: string; id: number }>) => {
        const kind = kinds.get(data.id);
        if (kind === undefined || data.type === 'progress') return;
        kinds.delete(data.id);
        traffic.waiting -= 1;
        traffic.answered[kind] = (traffic.answered[kind] ?? 0) + 1;
      });
    }
    if (type === 'request' && request) {
      kinds.set(id, request.kind);
      traffic.waiting += 1;
    }
    Reflect.apply(postMessage, this, [message, ...rest]);
  };
}

/** Gives the page another photo and question. */
async function change(round: number): Promise<void> {
  await act(['encodeImage', 'embedQuestion', 'select', 'readouts'], async () => {
    await playground.page.getByLabel('Image', { exact: true }).setInputFiles(photoPath(round % PHOTOS));
    await ask(`Where is block ${round}?`);
  });
}

async function ask(question: string): Promise<void> {
  const box = playground.page.getByRole('textbox', { name: 'Question', exact: true });
  await box.fill(question);
  await box.press('Enter');
}

/** Waits until an action has had its answers and nothing is under way any more. */
async function act(kinds: string[], action: () => Promise<void>): Promise<void> {
  const { page } = playground;
  const before = await page.evaluate(() => ({ ...window.soakTraffic.answered }));
  await action();
  await page.waitForFunction(
    ({ wanted, earlier }) => {
      const { waiting, answered } = window.soakTraffic;
      return waiting === 0 && wanted.every((kind) => (answered[kind] ?? 0) > (earlier[kind] ?? 0));
    },
    { wanted: kinds, earlier: before },
    { polling: 200, timeout: PATIENCE },
  );
}

/** Bytes of GPU memory that the kernels hold, as their allocator counts them; asked past the page's own code. */
function readAllocator(): Promise<number> {
  return playground.page.evaluate(async () => {
    const { worker } = window.soakTraffic;
    if (!worker) throw new Error('The page has asked nothing of its worker yet.');
    // The page counts its own requests upwards from 1.
    const id = -1;
    const answer = new Promise<number>((resolve, reject) => {
      const listen = ({ data }: MessageEvent<{ id: number; result?: { gpuBytes: number } }>): void => {
        if (data.id !== id) return;
        worker.removeEventListener('message', listen);
        if (data.result) resolve(data.result.gpuBytes);
        else reject(new Error(JSON.stringify(data)));
      };
      worker.addEventListener('message', listen);
    });
    worker.postMessage({ type: 'request', id, lane: 'soak', request: { kind: 'memory' } });
    return answer;
  });
}

it(
  `holds no more after ${CHANGES} changes of photo and question than before`,
  async () => {
    const { page } = playground;
    const collectHeaps = await openHeaps(page);
    const heaps: Heaps[] = [];
    const allocator: number[] = [];
    const stride = Math.max(1, Math.floor(CHANGES / MEASUREMENTS));
    for (let question = 0; question < KEPT_QUESTIONS - WARM_UP; question++) {
      await act(['embedQuestion', 'select', 'readouts'], () => ask(`What is beside block ${question}?`));
    }
    for (let round = 0; round < WARM_UP + CHANGES; round++) {
      await change(round);
      if (round < WARM_UP) continue;
      allocator.push(await readAllocator());
      if ((round - WARM_UP) % stride === 0) heaps.push(await collectHeaps());
    }
    const growth = [
      findGrowth('The page’s JavaScript heap', heaps.map((heap) => heap.page), HEAP_LIMITS, stride),
      findGrowth('The worker’s JavaScript heap', heaps.map((heap) => heap.worker), HEAP_LIMITS, stride),
      findGrowth('GPU memory of the kernels', smooth(allocator), ALLOCATOR_LIMITS),
    ];
    expect(growth.filter((sentence) => sentence !== null)).toEqual([]);
    expect(Math.min(...allocator)).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Software GPU' }).click();
    const shown = page.getByRole('dialog', { name: 'Device' });
    await expect.poll(() => shown.textContent()).toMatch(/Kernels, GPU memory[\d.]+ MiBPage, JavaScript heap[\d.]+ MiB/);
    expect(playground.problems).toEqual([]);
  },
  (WARM_UP + CHANGES) * PATIENCE,
);

/**
 * Changes photo and question again and again and looks at what page, worker and device hold: it has to stay flat.
 * 20 changes; `npm run soak` makes 200.
 */
import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSeededRandom } from '../../src/core/random.ts';
import { findGrowth, type Flatness } from '../support/flatness.ts';
import { type Heaps, openHeaps } from './support/heaps.ts';
import { outputPath } from './support/output.ts';
import { openPlayground, type Playground } from './support/playground.ts';

const CHANGES = Number(process.env['SOAK_CHANGES'] ?? 20);
/** Changes before the first measurement: caches fill, functions get compiled. */
const WARM_UP = 6;
const PHOTOS = 4;
const PATIENCE = 60_000;

/** One photo's tokens are 4.7 MB. A young page still grows by some 25 kB per change, as its caches fill; an old one by less. */
const HEAP_LIMITS: Flatness = { slope: CHANGES < 100 ? 50_000 : 15_000, range: 3_000_000 };
/** The allocator counts exactly: whatever it has taken for one photo it has to give back. */
const ALLOCATOR_LIMITS: Flatness = { slope: 0, range: 0 };

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

/** Gives the page another photo and question, and waits until nothing is under way any more. */
async function change(round: number): Promise<void> {
  const { page } = playground;
  const before = await page.evaluate(() => ({ ...window.soakTraffic.answered }));
  await page.getByLabel('Image', { exact: true }).setInputFiles(photoPath(round % PHOTOS));
  const box = page.getByRole('textbox', { name: 'Question', exact: true });
  await box.fill(`Where is block ${round}?`);
  await box.press('Enter');
  await page.waitForFunction(
    (earlier) => {
      const { waiting, answered } = window.soakTraffic;
      const isNewer = (kind: string): boolean => (answered[kind] ?? 0) > (earlier[kind] ?? 0);
      return waiting === 0 && ['encodeImage', 'embedQuestion', 'select', 'readouts'].every(isNewer);
    },
    before,
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
    const collectHeaps = await openHeaps(playground.page);
    const heaps: Heaps[] = [];
    const allocator: number[] = [];
    for (let round = 0; round < WARM_UP + CHANGES; round++) {
      await change(round);
      if (round < WARM_UP) continue;
      heaps.push(await collectHeaps());
      allocator.push(await readAllocator());
    }
    const growth = [
      findGrowth('The page’s JavaScript heap', heaps.map(({ page }) => page), HEAP_LIMITS),
      findGrowth('The worker’s JavaScript heap', heaps.map(({ worker }) => worker), HEAP_LIMITS),
      findGrowth('GPU memory of the kernels', allocator, ALLOCATOR_LIMITS),
    ];
    expect(growth.filter((sentence) => sentence !== null)).toEqual([]);
    expect(Math.min(...allocator)).toBeGreaterThan(0);
    expect(playground.problems).toEqual([]);
  },
  (WARM_UP + CHANGES) * PATIENCE,
);

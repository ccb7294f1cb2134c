/** The first view and the token in focus, in one visit. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Exported, openPlayground, type Playground, readExport, readInspector } from './support/playground.ts';

const PANELS = ['photo', 'relevance', 'redundancy', 'kept'];

/** The shuttle in the astronaut photo, as shares of its width and height. */
const SHUTTLE = { left: 0.64, right: 0.94, top: 0, bottom: 0.58 };

let playground: Playground;
let first: Exported;

beforeAll(async () => {
  playground = await openPlayground();
  first = await readExport(playground.page);
});

afterAll(async () => {
  await playground.close();
});

/** Tokens from most to least relevant. */
function rankByRelevance({ relevance }: Exported): number[] {
  return Array.from(relevance.normalized.keys()).toSorted((a, b) => relevance.normalized[b] - relevance.normalized[a]);
}

describe('the first view', () => {
  it('has answered the question about the astronaut on the GPU', () => {
    expect(first).toMatchObject({ image: 'astronaut.png', question: 'Is there a space shuttle?', n: 576, d: 2048, budget: 64, device: { kind: 'gpu' } });
    expect(first.selected).toHaveLength(64);
    expect(first.layout).toMatchObject({ width: 512, height: 512, views: [{ rows: 24, cols: 24, offset: 0, x: 0, y: 0 }] });
  });

  it('finds the shuttle', () => {
    const hits = rankByRelevance(first).slice(0, 20).filter((token) => {
      const x = ((token % 24) + 0.5) / 24;
      const y = (Math.floor(token / 24) + 0.5) / 24;
      return x > SHUTTLE.left && x < SHUTTLE.right && y > SHUTTLE.top && y < SHUTTLE.bottom;
    });
    expect(hits.length).toBeGreaterThanOrEqual(16);
  });

  it('shows four different pictures, none of them blank', async () => {
    const pictures = await Promise.all(PANELS.map((kind) => readPicture(kind)));
    for (const { opaque, deviation } of pictures) {
      expect(opaque).toBe(1);
      expect(deviation).toBeGreaterThan(8);
    }
    expect(new Set(pictures.map(({ checksum }) => checksum)).size).toBe(PANELS.length);
  });
});

/** Share of opaque pixels, standard deviation of the brightness (0 to 255) and a checksum of what a panel has painted. */
function readPicture(kind: string) {
  return playground.page.locator(`.panel[data-kind="${kind}"] canvas`).first().evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no 2D context');
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const count = data.length / 4;
    let [opaque, sum, squares, checksum] = [0, 0, 0, 0];
    for (let i = 0; i < data.length; i += 4) {
      const brightness = (data[i] + data[i + 1] + data[i + 2]) / 3;
      opaque += data[i + 3] === 255 ? 1 / count : 0;
      sum += brightness / count;
      squares += brightness ** 2 / count;
      checksum = (Math.imul(checksum, 31) + data[i] + data[i + 1] * 256 + data[i + 2] * 65536) | 0;
    }
    return { opaque: Math.round(opaque * 1e6) / 1e6, deviation: Math.sqrt(squares - sum ** 2), checksum };
  });
}

describe('the token in focus', () => {
  it('moves with the arrow keys and shows the exported numbers', async () => {
    const { page } = playground;
    await page.getByRole('button', { name: /^Which tokens matter\?/ }).focus();
    await page.keyboard.press('Home');
    const start = (await readInspector(page)).token;
    expect(start % 24).toBe(0);
    const moves: [string, number][] = [['ArrowRight', 1], ['ArrowRight', 1], ['ArrowDown', 24], ['ArrowLeft', -1], ['ArrowUp', -24], ['End', 22]];
    let expected = start;
    for (const [key, offset] of moves) {
      await page.keyboard.press(key);
      expected += offset;
      expectNumbersOf(first, expected, await readInspector(page));
    }
  });

  it('follows the pointer and stays where it is pinned until Escape', async () => {
    const { page } = playground;
    const panel = page.getByRole('button', { name: /^What the LLM would see/ });
    const box = await panel.boundingBox();
    if (!box) throw new Error('the panel has no box');
    const over = (row: number, col: number) => page.mouse.move(box.x + ((col + 0.5) / 24) * box.width, box.y + ((row + 0.5) / 24) * box.height);
    await over(5, 19);
    expectNumbersOf(first, 5 * 24 + 19, await readInspector(page));
    await page.mouse.down();
    await page.mouse.up();
    await over(20, 2);
    expect((await readInspector(page)).token).toBe(5 * 24 + 19);
    await page.keyboard.press('Escape');
    await over(20, 3);
    expectNumbersOf(first, 20 * 24 + 3, await readInspector(page));
  });
});

function expectNumbersOf(result: Exported, token: number, shown: Awaited<ReturnType<typeof readInspector>>): void {
  const read = (name: string) => Number(shown.figures[name].replace('−', '-'));
  expect(shown.token).toBe(token);
  expect(shown.place).toBe(`row ${Math.floor(token / 24)}, col ${token % 24}`);
  expect(read('Degree d')).toBe(result.degree[token]);
  expect(read('Cosine')).toBeCloseTo(result.relevance.raw?.[token] ?? NaN, 2);
  expect(read('Relevance r')).toBeCloseTo(result.relevance.normalized[token], 2);
  const step = result.order.indexOf(token);
  expect(shown.figures['DPP step']).toBe(step < 0 ? '–' : String(step + 1));
  const isKept = result.selected.includes(token);
  expect(shown.sentence.toLowerCase().startsWith(isKept ? 'kept' : 'dropped')).toBe(true);
}

describe('requests and messages', () => {
  it('never left the origin and logged no trouble', () => {
    expect(playground.problems).toEqual([]);
  });
});

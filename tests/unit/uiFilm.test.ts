import { describe, expect, it } from 'vitest';
import { layOutViews } from '../../src/core/layout.ts';
import { findFrame, findPicture, findShownFrame, showFrame } from '../../src/state/film.ts';
import { createAppStore, type Shown } from '../../src/state/store.ts';
import { isSameSampling } from '../../src/media/sampleTimes.ts';
import { countKeptPerView, describeFrame, describeVideo, formatTime, layOutBars, toSampling } from '../../src/ui/film/filmData.ts';

const SIZE = { width: 40, height: 20 };
const AREA = { kind: 'frame', x: 0, y: 0, ...SIZE } as const;
const LAYOUT = layOutViews(SIZE, Array.from({ length: 3 }, () => ({ area: AREA, rows: 2, cols: 4 })), 1);

describe('kept tokens of every frame', () => {
  it('are counted where they are, frames without any included', () => {
    expect(countKeptPerView(LAYOUT, Uint32Array.of(0, 7, 16, 23))).toEqual([2, 0, 2]);
    expect(countKeptPerView(LAYOUT, new Uint32Array(0))).toEqual([0, 0, 0]);
  });

  it('are bars from the ground, one cell apart, under the largest or the even share', () => {
    const { bars, evenAt, top } = layOutBars([4, 0, 2], 2, 40);
    expect(top).toBe(4);
    expect(evenAt).toBe(20);
    expect(bars.map(({ y, height }) => [y, height])).toEqual([
      [0, 40],
      [40, 0],
      [20, 20],
    ]);
    expect(bars[2].x - bars[1].x).toBeCloseTo(1);
    expect(layOutBars([1, 1], 5, 40)).toMatchObject({ top: 5, evenAt: 0 });
    expect(layOutBars([0, 0], 0, 40).bars[0]).toMatchObject({ y: 40, height: 0 });
  });
});

describe('words', () => {
  it.each([
    [0, '0:00.00'],
    [4.2, '0:04.20'],
    [59.999, '1:00.00'],
    [3725.5, '62:05.50'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatTime(seconds)).toBe(text);
  });

  it('tell of a frame and of a video', () => {
    expect(describeFrame({ frame: 11, frames: 64, time: 4.2, kept: 9, tokens: 169 })).toBe('Frame 12 of 64, 0:04.20: 9 of 169 tokens kept (5.3 %)');
    expect(describeVideo('clip.mp4', { format: 'MP4', codec: 'avc', width: 1920, height: 1080, duration: 64.2 })).toBe(
      'clip.mp4: 1920 × 1080 pixels, 1:04.20 long, H.264 in MP4',
    );
  });
});

describe('what is encoded', () => {
  it('is no range where it is the whole video', () => {
    expect(toSampling(8, [0, 10], 10)).toEqual({ count: 8, range: null });
    expect(toSampling(8, [0, 9.5], 10)).toEqual({ count: 8, range: { start: 0, end: 9.5 } });
  });

  it('is compared by value', () => {
    expect(isSameSampling({ count: 8, range: { start: 1, end: 2 } }, { count: 8, range: { start: 1, end: 2 } })).toBe(true);
    expect(isSameSampling({ count: 8, range: null }, { count: 8, range: { start: 1, end: 2 } })).toBe(false);
    expect(isSameSampling({ count: 8, range: null }, { count: 16, range: null })).toBe(false);
  });
});

function openFilm() {
  const store = createAppStore();
  const film = [0, 1, 2].map((time) => ({ time, bitmap: { width: time } as ImageBitmap }));
  store.setState({ shown: { photo: { layout: LAYOUT, film, bitmap: null } } as unknown as Shown });
  return store;
}

describe('the frame in the panels', () => {
  it('is the one that holds the token in focus', () => {
    expect([0, 7, 8, 23, 99].map((token) => findFrame(LAYOUT, token))).toEqual([0, 0, 1, 2, 2]);
    const store = openFilm();
    expect(findShownFrame(store.getState())).toBe(0);
    store.setState({ focus: { token: 17, pinned: false, source: 'keyboard' } });
    expect(findShownFrame(store.getState())).toBe(2);
    const picture = findPicture(store.getState());
    expect(picture?.bitmap?.width).toBe(2);
    expect(picture?.layout.views).toEqual([LAYOUT.views[2]]);
  });

  it('takes the focus along to the same place, pinned or not', () => {
    const store = openFilm();
    store.setState({ focus: { token: 3, pinned: true, source: 'pointer' } });
    showFrame(store, 2);
    expect(store.getState().focus).toMatchObject({ token: 19, pinned: true });
    showFrame(store, 99);
    expect(store.getState().focus.token).toBe(19);
    showFrame(store, -1);
    expect(store.getState().focus.token).toBe(3);
  });
});

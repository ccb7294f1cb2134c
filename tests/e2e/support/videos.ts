/**
 * Videos that the tests make themselves: the browser's own encoder fills the containers that the page opens.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type * as Mediabunny from 'mediabunny';
import type { Page } from 'playwright-core';

export interface VideoRecipe {
  container: 'webm' | 'mp4' | 'mov';
  codec: 'vp8' | 'vp9' | 'av1' | 'avc';
  width: number;
  height: number;
  frames: number;
  framesPerSecond: number;
  /** Degrees clockwise by which players turn the frames. */
  rotation?: 0 | 90;
}

/** Grey level of a frame's background, from which it can be told which one it is. */
export function levelOf(frame: number, frames: number): number {
  return Math.round(40 + (frame * 170) / Math.max(1, frames - 1));
}

/** An empty page beside the one under test, whose policy allows no scripts but its own. */
export interface VideoMaker {
  canEncode(codec: VideoRecipe['codec']): Promise<boolean>;
  make(recipe: VideoRecipe): Promise<Buffer>;
  close(): Promise<void>;
}

/** @param neighbour any page of the browser, from a secure origin, which codecs require */
export async function openVideoMaker(neighbour: Page): Promise<VideoMaker> {
  const context = await neighbour.context().browser()?.newContext();
  if (!context) throw new Error('The page belongs to no browser that gives another context.');
  const page = await context.newPage();
  await page.route('**', (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await page.goto(new URL('/', neighbour.url()).href);
  await page.addScriptTag({ content: await readFile(resolve('node_modules/mediabunny/dist/bundles/mediabunny.min.cjs'), 'utf8') });
  return { canEncode: (codec) => canEncode(page, codec), make: (recipe) => makeVideo(page, recipe), close: () => context.close() };
}

/** True if this browser can encode a codec. */
function canEncode(page: Page, codec: VideoRecipe['codec']): Promise<boolean> {
  return page.evaluate((wanted) => {
    const { Mediabunny: library } = window as unknown as { Mediabunny: typeof Mediabunny };
    return library.canEncodeVideo(wanted, { width: 320, height: 180 });
  }, codec);
}

/** A grey ramp over time with a red square that crosses the picture from left to right. */
async function makeVideo(page: Page, recipe: VideoRecipe): Promise<Buffer> {
  const levels = Array.from({ length: recipe.frames }, (_, frame) => levelOf(frame, recipe.frames));
  const bytes = await page.evaluate(
    async ({ container, codec, width, height, frames, framesPerSecond, rotation = 0, levels: greys }) => {
      const { Mediabunny: library } = window as unknown as { Mediabunny: typeof Mediabunny };
      const { BufferTarget, CanvasSource, MovOutputFormat, Mp4OutputFormat, Output, QUALITY_HIGH, WebMOutputFormat } = library;
      const formats = { webm: WebMOutputFormat, mp4: Mp4OutputFormat, mov: MovOutputFormat };
      const target = new BufferTarget();
      const output = new Output({ format: new formats[container](), target });
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (!context) throw new Error('no canvas');
      const source = new CanvasSource(canvas, { codec, quality: QUALITY_HIGH });
      output.addVideoTrack(source, { rotation, frameRate: framesPerSecond });
      await output.start();
      for (let frame = 0; frame < frames; frame++) {
        context.fillStyle = `rgb(${greys[frame]} ${greys[frame]} ${greys[frame]})`;
        context.fillRect(0, 0, width, height);
        context.fillStyle = 'rgb(200 40 30)';
        context.fillRect(((width - height / 2) * frame) / Math.max(1, frames - 1), height / 2, height / 2, height / 2);
        await source.add(frame / framesPerSecond, 1 / framesPerSecond);
      }
      await output.finalize();
      const data = new Uint8Array(target.buffer ?? new ArrayBuffer(0));
      let text = '';
      for (let start = 0; start < data.length; start += 8192) text += String.fromCharCode(...data.subarray(start, start + 8192));
      return btoa(text);
    },
    { ...recipe, levels },
  );
  return Buffer.from(bytes, 'base64');
}

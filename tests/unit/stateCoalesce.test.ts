import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCoalescer } from '../../src/state/coalesce.ts';

/** Frames and runs that the test steps by hand. */
function createHarness() {
  const frames: (() => void)[] = [];
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const push = createCoalescer<number>(
    (value) => {
      started.push(value);
      return new Promise((resolve) => finish.push(resolve));
    },
    (callback) => frames.push(callback),
  );
  const frame = () => frames.shift()?.();
  const complete = async () => {
    finish.shift()?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  };
  return { push, frame, complete, started, running: () => finish.length, frames };
}

describe('createCoalescer', () => {
  it('collapses the values of one frame into one run with the newest', () => {
    const { push, frame, started } = createHarness();
    push(1);
    push(2);
    push(3);
    expect(started).toEqual([]);
    frame();
    expect(started).toEqual([3]);
  });

  it('keeps one run in flight and only the newest waiting value', async () => {
    const { push, frame, complete, started, frames } = createHarness();
    push(1);
    frame();
    for (let value = 2; value <= 50; value++) push(value);
    expect(frames).toHaveLength(0);
    await complete();
    expect(started).toEqual([1]);
    frame();
    expect(started).toEqual([1, 50]);
    await complete();
    expect(frames).toHaveLength(0);
  });

  it('never overlaps runs and always ends with the last value, whatever the interleaving', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('push', 'frame', 'complete'), { maxLength: 60 }), async (steps) => {
        const { push, frame, complete, started, running } = createHarness();
        let last = 0;
        for (const step of steps) {
          if (step === 'push') push(++last);
          else if (step === 'frame') frame();
          else await complete();
          expect(running()).toBeLessThanOrEqual(1);
        }
        for (let i = 0; i < 3; i++) {
          frame();
          await complete();
        }
        expect(started.at(-1) ?? 0).toBe(last);
        expect(started).toEqual(started.toSorted((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });
});

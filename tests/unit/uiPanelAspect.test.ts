import { describe, expect, it } from 'vitest';
import { isStretched, panelAspect } from '../../src/ui/panels/panelAspect.ts';

describe('panelAspect', () => {
  it.each([
    [640, 480, 640 / 480, false],
    [800, 100, 8, false],
    [100, 800, 1 / 8, false],
    [801, 100, 8, true],
    [4000, 3, 8, true],
    [3, 4000, 1 / 8, true],
  ])('of a picture of %i x %i is %f', (width, height, aspect, stretched) => {
    expect(panelAspect({ width, height })).toBe(aspect);
    expect(isStretched({ width, height })).toBe(stretched);
  });
});

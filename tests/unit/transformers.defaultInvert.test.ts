import { expect, test } from 'vitest';
import { defaultInvert } from '../../src/encoders/defaultInvert.ts';

test.each([
  ['clip', 'paper', true],
  ['clip', 'value-path', false],
  ['siglip', 'paper', false],
  ['siglip', 'value-path', false],
  ['dino', 'paper', false],
  ['starter', 'paper', false],
] as const)('%s with relevance from %s: %s', (family, relevanceSource, inverted) => {
  const { default: actual, reason } = defaultInvert(family, relevanceSource);
  expect(actual).toBe(inverted);
  expect(reason).toMatch(/^[A-Z].*\.$/u);
});

test('the reason is that of the relevance that is shown', () => {
  expect(defaultInvert('clip', 'value-path').reason).toContain('value path');
  expect(defaultInvert('clip', 'paper').reason).not.toContain('value path');
});

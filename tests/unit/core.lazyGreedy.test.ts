import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GreedyInference, type GreedyStart } from '../../src/core/cpu/greedyDpp.ts';
import { computeSimilarity, normalizeRows } from '../../src/core/cpu/similarity.ts';
import { TokenQueue } from '../../src/core/cpu/tokenQueue.ts';
import { stopResidual } from '../../src/core/numerics.ts';
import { createSeededRandom } from '../../src/core/random.ts';
import { orderEagerly } from '../support/eagerGreedy.ts';
import { smallTokenSets } from '../support/randomTokens.ts';

const PARAMETERS = { relevanceExponent: 1, epsilon: 1e-6, stop: stopResidual(1e-6) };

/** Tokens in clusters, every seventh a copy of the one before, so that residuals shrink at different speeds and tie. */
function makeStart(n: number, d: number, seed: number): GreedyStart {
  const random = createSeededRandom(seed);
  const centres = Float32Array.from({ length: 12 * d }, () => random() - 0.5);
  const tokens = new Float32Array(n * d);
  for (let i = 0; i < n; i++) {
    const centre = Math.floor(random() * 12);
    for (let k = 0; k < d; k++) tokens[i * d + k] = centres[centre * d + k] + 0.4 * (random() - 0.5);
    if (i % 7 === 6) tokens.copyWithin(i * d, (i - 1) * d, i * d);
  }
  const { unit, isZero } = normalizeRows(tokens, n, d);
  const relevance = Float32Array.from({ length: n }, () => random());
  for (let i = 6; i < n; i += 7) relevance[i] = relevance[i - 1];
  return { similarity: computeSimilarity(unit, isZero, n, d), relevance, ...PARAMETERS };
}

describe('lazy evaluation gives the order and the gains of evaluating every token after every pick', () => {
  test('on small sets, for any stop value and any way of asking', () => {
    fc.assert(
      fc.property(smallTokenSets, fc.constantFrom(-0.5, 0, 1e-4, 0.2), fc.integer({ min: 1, max: 7 }), ({ n, d, tokens, relevance }, stop, chunk) => {
        const { unit, isZero } = normalizeRows(tokens, n, d);
        const start = { ...PARAMETERS, similarity: computeSimilarity(unit, isZero, n, d), relevance, stop };
        const inference = new GreedyInference(start);
        const order: number[] = [];
        const gains: number[] = [];
        for (let ended = false; !ended; ) {
          const more = inference.extend(chunk);
          order.push(...more.order);
          gains.push(...more.gains);
          ({ ended } = more);
        }
        expect({ order, gains }).toEqual(orderEagerly(start, n));
      }),
    );
  });

  test.each([1, 2, 3])('on 300 clustered tokens with copies, beyond the first room for components (seed %i)', (seed) => {
    const start = makeStart(300, 96, seed);
    const expected = orderEagerly(start, 80);
    const { order, gains } = new GreedyInference(start).extend(80);
    expect(order).toHaveLength(80);
    expect({ order: Array.from(order), gains: Array.from(gains) }).toEqual(expected);
  });

  test('behind picks that were made elsewhere', () => {
    const start = makeStart(120, 64, 4);
    const elsewhere = Array.from({ length: 40 }, (_, step) => (step * 37) % 120);
    const inference = new GreedyInference(start);
    for (const token of elsewhere.slice(0, 10)) inference.follow([token]);
    inference.follow(elsewhere.slice(10));
    const { order, gains } = inference.extend(20);
    expect({ order: Array.from(order), gains: Array.from(gains) }).toEqual(orderEagerly(start, 20, elsewhere));
  });

  test('two equal tokens of high relevance are taken in the order of their indices, and the second one adds nothing', () => {
    const similarity = Float32Array.of(1, 1, 0, 1, 1, 0, 0, 0, 1);
    const { order, gains, ended } = new GreedyInference({ ...PARAMETERS, similarity, relevance: Float32Array.of(1, 1, 0.5) }).extend(3);
    expect(Array.from(order)).toEqual([0, 2]);
    expect(Array.from(gains)).toEqual([1, 0.25]);
    expect(ended).toBe(true);
  });
});

test('most tokens stay out of date: that is what makes it fast', () => {
  const start = makeStart(600, 64, 5);
  const reads = countReads(start.similarity);
  new GreedyInference({ ...start, similarity: reads.similarity }).extend(60);
  expect(reads.count()).toBeLessThan((2 / 3) * 600 * 60);
});

/** Wraps similarities so that reading an entry counts. */
function countReads(similarity: Float32Array): { similarity: Float32Array; count: () => number } {
  let count = 0;
  const counted = new Proxy(similarity, {
    get: (target, key) => {
      count += 1;
      return Reflect.get(target, key) as unknown;
    },
  });
  return { similarity: counted, count: () => count };
}

describe('the queue of tokens', () => {
  test('gives tokens by value, the lower index among equals, while values shrink at its front', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 40 }), fc.infiniteStream(fc.integer({ min: 0, max: 2 })), (numbers, losses) => {
        const values = Float32Array.from(numbers);
        const queue = new TokenQueue(values, Uint32Array.from(values.keys()));
        const waiting = new Set(values.keys());
        while (waiting.size > 0) {
          const sorted = [...waiting].toSorted((a, b) => values[b] - values[a] || a - b);
          expect(queue.first).toBe(sorted[0]);
          expect(queue.runnerUp).toBe(sorted.length > 1 ? values[sorted[1]] : -Infinity);
          const loss = losses.next().value;
          if (loss === 0 || values[sorted[0]] === 0) {
            queue.removeFirst();
            waiting.delete(sorted[0]);
          } else {
            values[sorted[0]] = Math.max(values[sorted[0]] - loss, 0);
            queue.settleFirst();
          }
        }
        expect(queue.first).toBe(-1);
      }),
    );
  });
});

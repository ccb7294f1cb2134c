/** Deterministic token sets for tests. */
import fc from 'fast-check';

/** A uniform generator in [-1, 1) with its own state. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** f32[n, d] uniform in [-1, 1). */
export function makeTokens(n: number, d: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: n * d }, random);
}

export interface SmallTokenSet {
  n: number;
  d: number;
  tokens: Float32Array;
  relevance: Float32Array;
}

/** Small token sets with duplicates and zero tokens thrown in, and a relevance in [0, 1] with a 1 in it. */
export const smallTokenSets: fc.Arbitrary<SmallTokenSet> = fc
  .record({
    n: fc.integer({ min: 1, max: 14 }),
    d: fc.integer({ min: 1, max: 9 }),
    seed: fc.integer({ min: 1, max: 1e6 }),
    copies: fc.array(fc.tuple(fc.nat(13), fc.nat(13)), { maxLength: 3 }),
    zeros: fc.array(fc.nat(13), { maxLength: 1 }),
  })
  .map(({ n, d, seed, copies, zeros }) => {
    const tokens = makeTokens(n, d, seed);
    for (const [to, from] of copies) {
      if (to < n && from < n) tokens.copyWithin(to * d, from * d, (from + 1) * d);
    }
    for (const zero of zeros) if (zero < n) tokens.fill(0, zero * d, (zero + 1) * d);
    const random = createRandom(seed + 1);
    const relevance = Float32Array.from({ length: n }, () => (random() + 1) / 2);
    relevance[seed % n] = 1;
    return { n, d, tokens, relevance };
  });

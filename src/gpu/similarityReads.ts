/**
 * Similarities of one token range, or what they come to, brought back to memory.
 */
import type { Timing, TokenGeometry } from '../core/kernels.ts';
import { MAXIMUM_BINS } from './kernels/similarityHistogram.ts';
import type { RangeContext } from './rangeContext.ts';

/** Cosine between the given tokens: f32[k, k]. */
export async function readSimilarityAmong(range: RangeContext, indices: Uint32Array): Promise<Float32Array> {
  const { n, session, similarities, kernels } = range;
  const k = indices.length;
  const outside = indices.find((index) => index >= n);
  if (outside !== undefined) throw new Error(`Similarity among tokens: there is no token ${outside} of ${n}.`);
  if (k === 0) return new Float32Array(0);
  if (!similarities.hasAll) return multiplyAmong(range, indices);
  await range.prepareSimilarities('full');
  return range.withScratch(async (scratch) => {
    const tokens = await scratch.upload('chosen tokens', indices);
    const block = await scratch.allocate('similarities among chosen tokens', 4 * k * k);
    const ticket = session.readback.request(block, 0, 4 * k * k);
    const { bytes } = await range.run(({ pass }) => {
      const buffers = { tokens, similarities: similarities.requireFull(), block };
      pass('similarity', (kernelPass) => kernels.similarityAmong.encode(kernelPass, { n, k }, buffers));
    });
    return new Float32Array(bytes(ticket));
  });
}

/** The same without S: unit tokens are gathered, and among them S is computed as it is among all. */
async function multiplyAmong(range: RangeContext, indices: Uint32Array): Promise<Float32Array> {
  const { session, similarities, kernels } = range;
  const { vectors, unit, norms } = similarities.tokens;
  const k = indices.length;
  return range.withScratch(async (scratch) => {
    const chosen = {
      rows: k,
      vectors,
      unit: await scratch.allocate('chosen unit tokens', 16 * k * vectors),
      norms: await scratch.allocate('norms of chosen tokens', 4 * k),
    };
    const block = await scratch.allocate(`similarities among ${k} chosen tokens`, 4 * k * k);
    const ticket = session.readback.request(block, 0, 4 * k * k);
    const { bytes } = await range.run(({ encoder, pass }) => {
      indices.forEach((token, place) => {
        encoder.copyBufferToBuffer(unit, 16 * token * vectors, chosen.unit, 16 * place * vectors, 16 * vectors);
        encoder.copyBufferToBuffer(norms, 4 * token, chosen.norms, 4 * place, 4);
      });
      pass('similarity', (kernelPass) => kernels.similarity.encodeFull(kernelPass, chosen, block));
    });
    return new Float32Array(bytes(ticket));
  });
}

/** Histogram of the bipartite similarities over equal bins of [-1, 1], u32[bins], and what it took. */
export async function readSimilarityHistogram(
  range: RangeContext,
  bins: number,
  signal?: AbortSignal,
): Promise<{ counts: Uint32Array; timings: Timing[] }> {
  const { session, similarities, kernels } = range;
  if (!Number.isInteger(bins) || bins < 1 || bins > MAXIMUM_BINS) {
    throw new Error(`Similarity histogram: expected 1 to ${MAXIMUM_BINS} bins, got ${bins}.`);
  }
  // S rather than B where S is stored: what follows the opening of an image needs it, and B can be read from within it.
  await range.prepareSimilarities(similarities.hasAll ? 'full' : 'bipartite', signal);
  const window = similarities.window('bipartite');
  if (!window) return { counts: new Uint32Array(bins), timings: [] };
  return range.withScratch(async (scratch) => {
    const histogram = await scratch.allocate('similarity histogram', 4 * bins);
    const ticket = session.readback.request(histogram, 0, 4 * bins);
    const { bytes, timings } = await range.run(({ pass }) => {
      pass('histogram', (kernelPass) => kernels.similarityHistogram.encode(kernelPass, window, bins, histogram));
    });
    return { counts: new Uint32Array(bytes(ticket)), timings: timings.filter(({ stage }) => stage !== 'submission') };
  });
}

/** All similarities and norms. */
export async function readGeometry(range: RangeContext): Promise<TokenGeometry> {
  const { n, session, similarities } = range;
  await range.prepareSimilarities('full');
  const similarityTicket = session.readback.request(similarities.requireFull(), 0, 4 * n * n);
  const normsTicket = session.readback.request(similarities.tokens.norms, 0, 4 * n);
  const { bytes } = await range.run(() => undefined);
  const [similarity, norms] = [similarityTicket, normsTicket].map((ticket) => new Float32Array(bytes(ticket)));
  return { n, similarity, norms };
}

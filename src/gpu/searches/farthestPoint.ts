import { Pacer } from '../../core/pacer.ts';
import { clipCount } from '../../core/searchPlans.ts';
import type { SearchOrder } from '../../core/searches.ts';
import type { BufferAllocator } from '../buffers.ts';
import { CANDIDATE_BYTES, readCandidates } from '../candidates.ts';
import { countFarthestGroups, type FarthestPointBuffers } from '../kernels/farthestPoint.ts';
import { TILE_ROWS } from '../kernels/similarity.ts';
import type { Part, RangeContext } from '../rangeContext.ts';
import type { Recording } from '../session.ts';

/** Bytes of a band of S, where S is not stored. */
const BAND_BYTES = 2 ** 24;

/**
 * Farthest-point order (DivPrune, Alvar et al. 2025); see `Searches.orderFarthest`. One submission, or more where a slow
 * device would be held up for long.
 */
export async function orderFarthest(range: RangeContext, requested: number): Promise<SearchOrder> {
  const { n, session, similarities, kernels } = range;
  const count = clipCount(requested, n);
  await range.preparePicked(count);
  await kernels.farthestPoint.reserve(count);
  return range.withScratch(async (scratch) => {
    const buffers = {
      distances: await scratch.allocate('distances to picked tokens', 4 * n),
      candidates: await scratch.allocate('farthest candidates', 2 * CANDIDATE_BYTES * countFarthestGroups(n)),
      trace: await scratch.allocate('farthest-point order', CANDIDATE_BYTES * count),
    };
    if (!similarities.hasAll) await startInBands(range, scratch, buffers);
    const takeSteps = ({ pass }: Recording, part: Part) =>
      pass('search', (kernelPass) => {
        if (similarities.hasAll && part.from === 0) {
          const all = { first: 0, count: n, similarities: similarities.requireFull() };
          kernels.farthestPoint.encodeStart(kernelPass, n, all, buffers);
        }
        const rows = similarities.readPicked(kernelPass, buffers.candidates, part);
        kernels.farthestPoint.encodeSteps(kernelPass, n, part, buffers, rows);
      });
    const last = await range.runAllButLast(Pacer.forSteps(n), count, takeSteps);
    const ticket = session.readback.request(buffers.trace, 0, CANDIDATE_BYTES * count);
    const { bytes } = await range.run((recording) => takeSteps(recording, last));
    const { tokens: order, values } = readCandidates(bytes(ticket));
    return { order, values };
  });
}

/** Distances to the nearest other token, from bands of S that are computed for this alone. */
async function startInBands(range: RangeContext, scratch: BufferAllocator, buffers: FarthestPointBuffers): Promise<void> {
  const { n, similarities, kernels } = range;
  const { tokens } = similarities;
  const fitting = Math.floor(BAND_BYTES / (4 * n * TILE_ROWS)) * TILE_ROWS;
  const bandRows = Math.min(n, Math.max(TILE_ROWS, fitting));
  const band = await scratch.allocate('a band of similarities', 4 * bandRows * n);
  const columns = { start: 0, step: 1, count: n };
  for (let first = 0; first < n; first += bandRows) {
    const rows = { start: first, step: 1, count: Math.min(bandRows, n - first) };
    await range.run(({ pass }) => {
      pass('similarity', (kernelPass) => kernels.similarity.encodeBlock(kernelPass, tokens, rows, columns, band));
      pass('search', (kernelPass) =>
        kernels.farthestPoint.encodeStart(kernelPass, n, { first, count: rows.count, similarities: band }, buffers),
      );
    });
  }
}

import { checkCoverPlan, clipCount } from '../../core/searchPlans.ts';
import type { CoverPlan, SearchOrder } from '../../core/searches.ts';
import type { BufferAllocator } from '../buffers.ts';
import { CANDIDATE_BYTES, readCandidates } from '../candidates.ts';
import { countCoverGroups, type CoverBuffers } from '../kernels/facilityLocation.ts';
import type { RangeContext } from '../rangeContext.ts';

/**
 * Greedy facility location (maximum coverage as in MMTok, Dong et al. 2025) in one submission; see
 * `Searches.orderCovering`.
 * @throws Error if the plan cannot be followed, or its rows do not fit the device in one piece
 */
export async function orderCovering(range: RangeContext, plan: CoverPlan): Promise<SearchOrder> {
  const { n, session, similarities, kernels } = range;
  checkCoverPlan(plan, n);
  const count = clipCount(plan.count, n);
  const { givenRows, similarityRows } = plan;
  const firstRow = givenRows?.rows ?? 0;
  const rowCount = firstRow + (similarityRows ? n : 0);
  if (similarityRows) await range.prepareSimilarities('full');
  await kernels.facilityLocation.reserve(count);
  return range.withScratch(async (scratch) => {
    const buffers = await allocateBuffers(scratch, { n, rowCount, count });
    if (givenRows) {
      const { data } = givenRows;
      scratch.device.queue.writeBuffer(buffers.rows, 0, data.buffer, data.byteOffset, data.byteLength);
    }
    const ticket = session.readback.request(buffers.trace, 0, CANDIDATE_BYTES * count);
    const { bytes } = await range.run(({ pass }) =>
      pass('search', (kernelPass) => {
        if (similarityRows) {
          const { rows } = buffers;
          const options = { firstRow, ...similarityRows };
          kernels.facilityLocation.encodeRows(kernelPass, n, options, { similarities: similarities.requireFull(), rows });
        }
        kernels.facilityLocation.encodeSteps(kernelPass, { n, rowCount, count }, buffers);
      }),
    );
    const { tokens: order, values } = readCandidates(bytes(ticket));
    return { order, values };
  });
}

async function allocateBuffers(
  scratch: BufferAllocator,
  { n, rowCount, count }: { n: number; rowCount: number; count: number },
): Promise<CoverBuffers> {
  return {
    rows: await scratch.allocate(`the ${rowCount} rows that ${n} tokens cover`, 4 * rowCount * n),
    bests: await scratch.allocate('how well rows are covered', 2 * 4 * rowCount),
    gains: await scratch.allocate('gains of covering tokens', 4 * n),
    candidates: await scratch.allocate('covering candidates', 2 * CANDIDATE_BYTES * countCoverGroups(n)),
    trace: await scratch.allocate('covering order', CANDIDATE_BYTES * count),
  };
}

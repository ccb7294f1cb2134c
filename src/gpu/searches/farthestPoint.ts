import { clipCount } from '../../core/searchPlans.ts';
import type { SearchOrder } from '../../core/searches.ts';
import { CANDIDATE_BYTES, readCandidates } from '../candidates.ts';
import { countFarthestGroups } from '../kernels/farthestPoint.ts';
import type { RangeContext } from '../rangeContext.ts';

/** Farthest-point order (DivPrune, Alvar et al. 2025) in one submission; see `Searches.orderFarthest`. */
export async function orderFarthest(range: RangeContext, requested: number): Promise<SearchOrder> {
  const { n, session, similarities, kernels } = range;
  const count = clipCount(requested, n);
  await similarities.prepare('full');
  await kernels.farthestPoint.reserve(count);
  return range.withScratch(async (scratch) => {
    const buffers = {
      similarities: similarities.requireFull(),
      distances: await scratch.allocate('distances to picked tokens', 4 * n),
      candidates: await scratch.allocate('farthest candidates', 2 * CANDIDATE_BYTES * countFarthestGroups(n)),
      trace: await scratch.allocate('farthest-point order', CANDIDATE_BYTES * count),
    };
    const ticket = session.readback.request(buffers.trace, 0, CANDIDATE_BYTES * count);
    const { bytes } = await range.run(({ pass }) =>
      pass('search', (kernelPass) => kernels.farthestPoint.encode(kernelPass, n, count, buffers)),
    );
    const { tokens: order, values } = readCandidates(bytes(ticket));
    return { order, values };
  });
}

import { checkClusterPlan } from '../../core/searchPlans.ts';
import type { ClusterPlan, Clusters } from '../../core/searches.ts';
import type { RangeContext } from '../rangeContext.ts';

/** Density-peak clustering (DPC-KNN, Du et al. 2016) in one submission; see `Searches.clusterTokens`. */
export async function clusterTokens(range: RangeContext, d: number, plan: ClusterPlan): Promise<Clusters> {
  const { n, session, similarities, kernels } = range;
  const { tokens, clusters, neighbours } = plan;
  checkClusterPlan(plan, n);
  const t = tokens.length;
  if (t === 1) return { centres: tokens.slice(), assignment: Int32Array.of(0) };
  await range.prepareSimilarities('full');
  return range.withScratch(async (scratch) => {
    const buffers = {
      similarities: similarities.requireFull(),
      norms: similarities.tokens.norms,
      tokens: await scratch.upload('tokens to cluster', tokens),
      squares: await scratch.allocate(`distances between ${t} tokens`, 4 * t * t),
      spreads: await scratch.allocate('densities', 4 * t),
      scores: await scratch.allocate('scores of peaks', 4 * t),
      centres: await scratch.allocate('centres of clusters', 4 * clusters),
      assignment: await scratch.allocate('tokens of clusters', 4 * t),
    };
    const centresTicket = session.readback.request(buffers.centres, 0, 4 * clusters);
    const assignmentTicket = session.readback.request(buffers.assignment, 0, 4 * t);
    const { bytes } = await range.run(({ pass }) =>
      pass('search', (kernelPass) =>
        kernels.densityPeaks.encode(kernelPass, { n, d, t, clusters, neighbours }, buffers),
      ),
    );
    return {
      centres: new Uint32Array(bytes(centresTicket)).map((i) => tokens[i]),
      assignment: new Int32Array(bytes(assignmentTicket)),
    };
  });
}

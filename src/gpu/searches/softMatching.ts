import { followMerges, planMergeRounds } from '../../core/mergeRounds.ts';
import type { MergePlan, Merging } from '../../core/searches.ts';
import type { BufferAllocator } from '../buffers.ts';
import type { MatchingBuffers } from '../kernels/softMatching.ts';
import type { RangeContext } from '../rangeContext.ts';

/** A pair of tokens: u32, u32. */
const MERGE_BYTES = 8;

/** Soft matching (ToMe, Bolya et al. 2023), all rounds in one submission; see `Searches.mergeSimilar`. */
export async function mergeSimilar(range: RangeContext, plan: MergePlan): Promise<Merging> {
  const { n, session, similarities, kernels } = range;
  const rounds = planMergeRounds(n, plan);
  if (rounds.length === 0) return { merges: new Uint32Array(0), assignment: followMerges(n, []) };
  const byteLength = MERGE_BYTES * (n - plan.target);
  await range.prepareSimilarities('full');
  await kernels.softMatching.reserve(rounds.length);
  return range.withScratch(async (scratch) => {
    const buffers = {
      similarities: similarities.requireFull(),
      norms: similarities.tokens.norms,
      rounds: await scratch.upload(
        'merging rounds',
        Uint32Array.from(rounds.flatMap(({ listLength, mergeCount, mergedBefore }) => [listLength, mergeCount, mergedBefore])),
      ),
      merges: await scratch.allocate('merges', byteLength),
      ...(await allocateState(scratch, n)),
    };
    const ticket = session.readback.request(buffers.merges, 0, byteLength);
    const { bytes } = await range.run(({ pass }) =>
      pass('search', (kernelPass) => kernels.softMatching.encode(kernelPass, n, rounds, buffers)),
    );
    const merges = new Uint32Array(bytes(ticket));
    return { merges, assignment: followMerges(n, merges) };
  });
}

type State = Omit<MatchingBuffers, 'similarities' | 'norms' | 'rounds' | 'merges'>;

async function allocateState(allocator: BufferAllocator, n: number): Promise<State> {
  const sources = Math.ceil(n / 2);
  return {
    products: await allocator.allocate(`products of all pairs of ${n} tokens`, 4 * n * n),
    lengths: await allocator.allocate('lengths of groups', 4 * n),
    list: await allocator.allocate('list of groups', 2 * 8 * n),
    bests: await allocator.allocate('best matches', 8 * sources),
    ranks: await allocator.allocate('ranks of matches', 4 * sources),
    leaving: await allocator.allocate('groups that are merged', 4 * sources),
    chain: await allocator.allocate('chains of merged groups', 4 * n),
    joined: await allocator.allocate('groups that grow', 4 * sources),
  };
}

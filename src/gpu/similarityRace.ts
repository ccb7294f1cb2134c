/**
 * A short race between the variants of the similarity kernel, on made-up tokens of the device it shall run on.
 */
import type { SimilarityVariant } from '../core/kernels.ts';
import type { BufferAllocator } from './buffers.ts';
import type { UnitRows } from './kernels/normalizeRows.ts';
import type { OfferedSimilarities, Similarity } from './kernels/similarity.ts';
import { Session } from './session.ts';

/** S of n tokens of d dimensions, so many times over. */
interface Course {
  n: number;
  d: number;
  repeat: number;
}

/** Tiles and slabs that are not full, and a zero token. */
const CHECKED: Course = { n: 97, d: 40, repeat: 1 };
/** Each some four times as much work as the one before; the first is for software adapters. */
const COURSES: readonly Course[] = [
  { n: 256, d: 256, repeat: 1 },
  { n: 576, d: 256, repeat: 1 },
  { n: 576, d: 256, repeat: 4 },
  { n: 576, d: 256, repeat: 16 },
  { n: 1152, d: 1024, repeat: 4 },
];
/** For the fastest GPUs. */
const LONGEST_COURSE: Course = { n: 1152, d: 1024, repeat: 16 };
/** So many steps of the clock that one more or less does not matter: browsers round timestamps to 0.1 ms. */
const LEAST_MILLISECONDS = 1;
const ROUNDS = 3;
/** A software adapter needs so long for two rounds; noise is small beside that. */
const MOST_MILLISECONDS = 120;

/**
 * The faster variant, by GPU timestamps where the device has them, else by wall time. Takes some 20 ms on a GPU. A variant
 * whose similarities differ by a single bit from those of `workgroup` has lost.
 * @throws Error if the device refuses the work or is lost
 */
export async function raceSimilarities(allocator: BufferAllocator, { workgroup, subgroups }: OfferedSimilarities): Promise<SimilarityVariant> {
  if (!subgroups) return 'workgroup';
  const own = allocator.fork();
  const session = await Session.create(own);
  try {
    if (!(await giveSameBits(own, session, workgroup, subgroups))) return 'workgroup';
    const run = await findCourse(own, session, workgroup);
    const best = { workgroup: Infinity, subgroups: Infinity };
    let spent = 0;
    for (let round = 0; round < ROUNDS && spent < MOST_MILLISECONDS; round++) {
      const times = { workgroup: await run(workgroup), subgroups: await run(subgroups) };
      best.workgroup = Math.min(best.workgroup, times.workgroup);
      best.subgroups = Math.min(best.subgroups, times.subgroups);
      spent += times.workgroup + times.subgroups;
    }
    return best.subgroups < best.workgroup ? 'subgroups' : 'workgroup';
  } finally {
    session.destroy();
    own.releaseAll();
  }
}

/** Also compiles what drivers leave for the first dispatch. */
async function giveSameBits(allocator: BufferAllocator, session: Session, first: Similarity, second: Similarity): Promise<boolean> {
  const { n, d } = CHECKED;
  const tokens = await makeRows(allocator, CHECKED);
  const norms = new Float32Array(n).fill(1);
  norms[n - 1] = 0;
  const { queue } = allocator.device;
  queue.writeBuffer(tokens.norms, 0, norms);
  queue.writeBuffer(tokens.unit, 0, Float32Array.from({ length: n * d }, (_, i) => Math.sin(i * i)));
  const results: Uint32Array[] = [];
  for (const similarity of [first, second]) {
    const target = await allocator.allocate('similarities to compare', 4 * n * n);
    const ticket = session.readback.request(target, 0, 4 * n * n);
    const { bytes } = await session.run(({ pass }) => pass('similarity', (kernelPass) => similarity.encodeFull(kernelPass, tokens, target)));
    results.push(new Uint32Array(bytes(ticket)));
  }
  return results[0].every((bits, entry) => bits === results[1][entry]);
}

/** How to run the shortest course that takes long enough to be timed: gives milliseconds. */
async function findCourse(allocator: BufferAllocator, session: Session, similarity: Similarity): Promise<(similarity: Similarity) => Promise<number>> {
  for (const course of COURSES) {
    const run = await prepareCourse(allocator, session, course);
    if ((await run(similarity)) >= LEAST_MILLISECONDS) return run;
  }
  return prepareCourse(allocator, session, LONGEST_COURSE);
}

async function prepareCourse(allocator: BufferAllocator, session: Session, course: Course): Promise<(similarity: Similarity) => Promise<number>> {
  const { n, repeat } = course;
  // Zeros: how long a product takes does not depend on its numbers.
  const tokens = await makeRows(allocator, course);
  const target = await allocator.allocate('similarities to time', 4 * n * n);
  return async (similarity) => {
    const { timings } = await session.run(({ pass }) =>
      pass('similarity', (kernelPass) => {
        for (let time = 0; time < repeat; time++) similarity.encodeFull(kernelPass, tokens, target);
      }),
    );
    // The stage's GPU time; without timestamps there is the submission alone.
    return timings[0].milliseconds;
  };
}

async function makeRows(allocator: BufferAllocator, { n, d }: Course): Promise<UnitRows> {
  return {
    rows: n,
    vectors: d / 4,
    unit: await allocator.allocate('made-up unit tokens', 4 * n * d),
    norms: await allocator.allocate('made-up norms', 4 * n),
  };
}

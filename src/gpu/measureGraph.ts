import { MAXIMUM_RUNS, type Graph, type GraphMeasurement, type GraphTime } from '../core/kernels.ts';
import type { RangeContext } from './rangeContext.ts';
import { RedundancyStage } from './redundancyStage.ts';
import { Similarities } from './similarities.ts';

/** Times the redundancy of one graph, similarities included, on memory of its own. */
export async function measureGraph(
  range: RangeContext,
  graph: Graph,
  { threshold, gamma, repeat }: GraphMeasurement,
): Promise<GraphTime> {
  if (!Number.isInteger(repeat) || repeat < 1 || repeat > MAXIMUM_RUNS) {
    throw new Error(`Measuring a graph: expected 1 to ${MAXIMUM_RUNS} runs at a time, got ${repeat}.`);
  }
  return range.withScratch(async (scratch) => {
    const similarities = new Similarities(scratch, range.kernels, range.similarities.tokens);
    const redundancy = await RedundancyStage.create(scratch, range.kernels, range.n);
    await similarities.prepare(graph);
    // One pass for all runs: pages see the clock of the GPU in steps of 0.1 ms.
    const { timings } = await range.session.run(({ pass }) =>
      pass('redundancy', (kernelPass) => {
        for (let run = 0; run < repeat; run++) {
          similarities.forget();
          similarities.encode(kernelPass);
          redundancy.encodeRun(kernelPass, graph, { threshold, gamma }, similarities);
        }
      }),
    );
    // Without timestamps there is the submission alone.
    const [{ milliseconds, clock }] = timings;
    return { milliseconds: milliseconds / repeat, clock };
  });
}

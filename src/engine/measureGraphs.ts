/**
 * Times the two graphs of Table 1 on the kernels at hand: a run to warm up, then both in turns, so that whatever else the
 * device does meanwhile falls on both alike.
 */
import { MAXIMUM_RUNS, type Graph, type GraphMeasurement, type GraphTime } from '../core/kernels.ts';
import { drawRandomScores } from '../core/random.ts';
import type { Workspace } from '../core/workspace.ts';
import type { Circumstances } from './encoderShelf.ts';
import type { MeasureGraphsResult } from './protocol.ts';

/** Progress, and a way to stop. */
export type Watch = Pick<Circumstances, 'report' | 'signal'>;

/** Samples of a graph; fewer where they would take longer than a person waits. */
const SAMPLES = 9;
const FEWEST_SAMPLES = 3;
const PATIENCE_MS = 6000;
/** A sample shall last so long, as clocks are coarse. */
const SAMPLE_MS = 5;
/** Drawings of random scores that are timed together. */
const DRAWINGS = 100;
const ACTIVITY = 'Measuring the graphs';

/** @param workspaces of all ranges; their times add up */
export async function measureGraphs(
  workspaces: readonly Workspace[],
  settings: Pick<GraphMeasurement, 'threshold' | 'gamma'>,
  { report, signal }: Watch,
): Promise<MeasureGraphsResult> {
  const clocks = new Set<GraphTime['clock']>();
  const samples: MeasureGraphsResult['samples'] = { full: [], bipartite: [] };
  const randomScores: number[] = [];

  async function measure(graph: Graph, repeat: number): Promise<number> {
    let total = 0;
    for (const workspace of workspaces) {
      await letOthersSpeak();
      signal.throwIfAborted();
      const { milliseconds, clock } = await workspace.measureGraph(graph, { ...settings, repeat });
      clocks.add(clock);
      total += milliseconds;
    }
    return total;
  }

  report(ACTIVITY, 0);
  await measure('full', 1);
  const shortest = await measure('bipartite', 1);
  const repeat = Math.min(MAXIMUM_RUNS, Math.max(1, Math.ceil(SAMPLE_MS / Math.max(shortest, 0.01))));
  clocks.clear();
  const start = performance.now();
  for (let taken = 0; taken < SAMPLES; taken++) {
    if (taken >= FEWEST_SAMPLES && performance.now() - start > PATIENCE_MS) break;
    samples.full.push(await measure('full', repeat));
    samples.bipartite.push(await measure('bipartite', repeat));
    randomScores.push(timeDrawing(workspaces));
    report(ACTIVITY, (taken + 1) / SAMPLES);
  }
  return { samples, randomScores, repeat, clock: clocks.has('wall') ? 'wall' : 'gpu-timestamp' };
}

function timeDrawing(workspaces: readonly Workspace[]): number {
  const start = performance.now();
  for (let drawing = 0; drawing < DRAWINGS; drawing++) for (const { n } of workspaces) drawRandomScores(n, drawing);
  return (performance.now() - start) / DRAWINGS;
}

/** Takes a turn of the event loop, in which the message that cancels can arrive: on the CPU, runs leave no other gap. */
function letOthersSpeak(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

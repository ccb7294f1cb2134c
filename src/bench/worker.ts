/**
 * The benchmark in a worker of its own, so that the page stays smooth while a contestant computes.
 */
import { openBrowserMachine } from './browserMachine.ts';
import { openLineup } from './lineup.ts';
import type { FromBenchWorker, ToBenchWorker } from './protocol.ts';
import { runBench, type BenchPlan } from './runBench.ts';

const send = (message: FromBenchWorker): void => self.postMessage(message);

self.addEventListener('message', ({ data }: MessageEvent<ToBenchWorker>) => {
  measure(data).catch((error: unknown) => send({ type: 'failed', message: error instanceof Error ? error.message : String(error) }));
});

async function measure(plan: BenchPlan): Promise<void> {
  const { machine, close } = await openBrowserMachine();
  const lineup = await openLineup(machine);
  const report = await runBench(plan, lineup, (progress) => send({ type: 'progress', progress }));
  lineup.close();
  close();
  send({ type: 'done', report });
}

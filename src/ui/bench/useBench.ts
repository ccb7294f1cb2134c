/**
 * The benchmark's worker as React state.
 */
import { useEffect, useRef, useState } from 'react';
import type { FromBenchWorker } from '../../bench/protocol.ts';
import type { BenchReport } from '../../bench/report.ts';
import type { BenchPlan } from '../../bench/runBench.ts';

export interface BenchState {
  status: 'idle' | 'running' | 'done' | 'cancelled' | 'failed';
  sentence: string;
  /** From 0 to 1. */
  share: number;
  /** What has been measured so far; it survives a cancelled run. */
  report: BenchReport | null;
}

const IDLE: BenchState = { status: 'idle', sentence: '', share: 0, report: null };

export function useBench(): { state: BenchState; start: (plan: BenchPlan) => void; cancel: () => void } {
  const [state, setState] = useState(IDLE);
  const worker = useRef<Worker | null>(null);
  useEffect(() => () => worker.current?.terminate(), []);

  const fail = (sentence: string): void => {
    worker.current?.terminate();
    setState((previous) => ({ ...previous, status: 'failed', sentence }));
  };
  const receive = (message: FromBenchWorker): void => {
    switch (message.type) {
      case 'progress':
        setState({ status: 'running', ...message.progress });
        break;
      case 'done':
        worker.current?.terminate();
        setState({ status: 'done', sentence: 'Done.', share: 1, report: message.report });
        break;
      case 'failed':
        fail(message.message);
        break;
      default:
        message satisfies never;
    }
  };
  return {
    state,
    start(plan) {
      worker.current?.terminate();
      const next = new Worker(new URL('../../bench/worker.ts', import.meta.url), { type: 'module' });
      next.addEventListener('message', ({ data }: MessageEvent<FromBenchWorker>) => receive(data));
      next.addEventListener('error', ({ message }) => fail(`The benchmark stopped: ${message || 'its worker could not be started'}.`));
      worker.current = next;
      setState({ ...IDLE, status: 'running', sentence: 'Opening the device and the contestants.' });
      next.postMessage(plan);
    },
    cancel() {
      worker.current?.terminate();
      setState((previous) => ({ ...previous, status: 'cancelled', sentence: 'Cancelled; what had been measured until then stays.' }));
    },
  };
}

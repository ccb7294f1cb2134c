/**
 * Connects an engine to a message channel: lanes in, progress and results out.
 */
import type { Engine } from './engine.ts';
import { LaneScheduler } from './lanes.ts';
import type { FromWorker, Kind, ToWorker } from './protocol.ts';

/** Downloads, the care of what is kept, a look into a file: they may take long, and sliders must not wait for them. */
const INDEPENDENT: ReadonlySet<Kind> = new Set<Kind>(['listModels', 'useEncoder', 'deleteModels', 'readVideo', 'memory']);

export type Send = (message: FromWorker, transfer: Transferable[]) => void;

/**
 * @returns the handler for messages from the page
 */
export function serveEngine(engine: Engine, send: Send): (message: ToWorker) => void {
  const scheduler = new LaneScheduler();
  return (message) => {
    if (message.type === 'cancel') {
      scheduler.cancel(message.id);
      return;
    }
    const { id, lane, request } = message;
    scheduler.submit({
      id,
      lane,
      isIndependent: INDEPENDENT.has(request.kind),
      onSuperseded: () => send({ type: 'superseded', id }, []),
      run: async (signal) => {
        const report = (activity: string, fraction: number | null) => {
          if (!signal.aborted) send({ type: 'progress', id, progress: { activity, fraction } }, []);
        };
        try {
          const { result, transfer } = await engine.handle(request, { report, signal });
          if (!signal.aborted) send({ type: 'result', id, result }, transfer);
        } catch (error) {
          if (!signal.aborted) send({ type: 'error', id, message: describeError(error) }, []);
        }
      },
    });
  };
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

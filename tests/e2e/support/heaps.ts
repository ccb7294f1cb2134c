/** What page and worker hold after garbage collection, counted in snapshots that the browser's debugger takes. */
import type { CDPSession, Page } from 'playwright-core';

/** Bytes of JavaScript objects, texts, array buffers and elements of the page. */
export interface Heaps {
  page: number;
  worker: number;
}

interface Target {
  send(method: string, parameters?: object): Promise<unknown>;
  /** Hands on every piece of a snapshot. */
  onChunk(receive: (chunk: string) => void): void;
}

interface Snapshot {
  snapshot: { meta: { node_fields: string[]; node_types: [string[], ...unknown[]] } };
  nodes: number[];
  strings: string[];
}

/** Compiled code and its feedback, which the engine makes and drops as it pleases. */
const ENGINE_TYPES = new Set(['code', 'hidden', 'object shape', 'synthetic']);
/** The browser's own record of what was slow, which is limited. */
const TIMELINE = /^(?:Performance|LayoutShift|TaskAttribution|DOMRect)/;

/** Attaches to the page and to its one dedicated worker; what it gives collects garbage and counts what is left. */
export async function openHeaps(page: Page): Promise<() => Promise<Heaps>> {
  const session = await page.context().newCDPSession(page);
  const pageTarget: Target = {
    send: (method, parameters) => session.send(method as 'HeapProfiler.takeHeapSnapshot', parameters),
    onChunk: (receive) => void session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => receive(chunk)),
  };
  const measurePage = createMeter(pageTarget);
  const measureWorker = createMeter(await attachToWorker(session));
  return async () => ({ page: await measurePage(), worker: await measureWorker() });
}

function createMeter(target: Target): () => Promise<number> {
  let chunks: string[] = [];
  target.onChunk((chunk) => chunks.push(chunk));
  return async () => {
    // What a first collection finalizes only a second one frees.
    for (let run = 0; run < 2; run++) await target.send('HeapProfiler.collectGarbage');
    chunks = [];
    await target.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    return countBytes(JSON.parse(chunks.join('')) as Snapshot);
  };
}

function countBytes({ snapshot: { meta }, nodes, strings }: Snapshot): number {
  const [types] = meta.node_types;
  const [type, name, size] = ['type', 'name', 'self_size'].map((field) => meta.node_fields.indexOf(field));
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += meta.node_fields.length) {
    const kind = types[nodes[node + type]];
    if (ENGINE_TYPES.has(kind) || (kind === 'native' && TIMELINE.test(strings[nodes[node + name]]))) continue;
    bytes += nodes[node + size];
  }
  return bytes;
}

/** Playwright gives no session for a worker, so its messages are wrapped in those of the page. */
async function attachToWorker(session: CDPSession): Promise<Target> {
  const attached = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  const waiting = new Map<number, (result: unknown) => void>();
  let receiveChunk: ((chunk: string) => void) | null = null;
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result, error, params } = JSON.parse(message) as {
      id?: number;
      result?: unknown;
      error?: { message: string };
      params?: { chunk?: string };
    };
    if (params?.chunk !== undefined) receiveChunk?.(params.chunk);
    if (id === undefined) return;
    waiting.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
    waiting.delete(id);
  });
  let lastId = 0;
  return {
    send(method, parameters = {}) {
      lastId += 1;
      const id = lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, resolve);
        session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method, params: parameters }) }).catch(reject);
      });
    },
    onChunk(receive) {
      receiveChunk = receive;
    },
  };
}

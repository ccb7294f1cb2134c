/** What page and worker hold after garbage collection, read through the browser's debugger. */
import type { CDPSession, Page } from 'playwright-core';

/** Bytes of JavaScript objects, with the array buffers that they keep where the browser tells those too. */
export interface Heaps {
  page: number;
  worker: number;
}

type Send = (method: string) => Promise<unknown>;

/** Attaches to the page and to its one dedicated worker; what it gives collects garbage and measures. */
export async function openHeaps(page: Page): Promise<() => Promise<Heaps>> {
  const session = await page.context().newCDPSession(page);
  const toPage: Send = (method) => session.send(method as 'Runtime.getHeapUsage');
  const toWorker = await attachToWorker(session);
  return async () => ({ page: await readHeap(toPage), worker: await readHeap(toWorker) });
}

async function readHeap(send: Send): Promise<number> {
  // What a first collection finalizes only a second one frees.
  for (let run = 0; run < 2; run++) await send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize = 0 } = (await send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
  return usedSize + backingStorageSize;
}

/** Playwright gives no session for a worker, so its messages are wrapped in those of the page. */
async function attachToWorker(session: CDPSession): Promise<Send> {
  const attached = new Promise<string>((resolve) => {
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId);
    });
  });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  const sessionId = await attached;
  const waiting = new Map<number, (result: unknown) => void>();
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const { id, result, error } = JSON.parse(message) as { id: number; result?: unknown; error?: { message: string } };
    waiting.get(id)?.(error ? Promise.reject(new Error(error.message)) : result);
    waiting.delete(id);
  });
  let lastId = 0;
  return (method) => {
    lastId += 1;
    const id = lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, resolve);
      session.send('Target.sendMessageToTarget', { sessionId, message: JSON.stringify({ id, method }) }).catch(reject);
    });
  };
}

import { describe, expect, it, vi } from 'vitest';
import { createEngineClient, EngineError, SupersededError, type WorkerPort } from '../../src/engine/client.ts';
import type { FromWorker, ToWorker } from '../../src/engine/protocol.ts';

/** A worker that records what it is sent and says what the test tells it to. */
function createFakeWorker() {
  const sent: ToWorker[] = [];
  const listeners = new Map<string, (event: never) => void>();
  const port: WorkerPort = {
    postMessage: (message) => sent.push(message),
    addEventListener: (type: string, listener: (event: never) => void) => listeners.set(type, listener),
    terminate: vi.fn(),
  };
  const emit = (type: string, event: unknown) => (listeners.get(type) as ((event: unknown) => void) | undefined)?.(event);
  return { port, sent, say: (data: FromWorker) => emit('message', { data }), emit };
}

function lastId(sent: ToWorker[]): number {
  return sent.at(-1)?.id ?? -1;
}

describe('engine client', () => {
  it('answers a request with the result of the same id', async () => {
    const worker = createFakeWorker();
    const client = createEngineClient(worker.port, vi.fn());
    const answer = client.request('embedQuestion', { question: 'Is there a cat?' });
    expect(worker.sent).toEqual([
      { type: 'request', id: 1, lane: 'embedQuestion', request: { kind: 'embedQuestion', question: 'Is there a cat?' } },
    ]);
    worker.say({ type: 'result', id: 99, result: 'someone else’s' });
    worker.say({ type: 'result', id: 1, result: { queryId: 'q1' } });
    await expect(answer).resolves.toEqual({ queryId: 'q1' });
  });

  it('lets the newest request of a lane supersede the older ones, and leaves other lanes alone', async () => {
    const worker = createFakeWorker();
    const client = createEngineClient(worker.port, vi.fn());
    const older = client.request('embedQuestion', { question: 'a' });
    const other = client.request('start', { device: 'cpu', baseUrl: '' });
    const newer = client.request('embedQuestion', { question: 'b' });
    await expect(older).rejects.toBeInstanceOf(SupersededError);
    worker.say({ type: 'result', id: 1, result: 'too late' });
    worker.say({ type: 'result', id: 3, result: 'b' });
    worker.say({ type: 'result', id: 2, result: 'started' });
    await expect(newer).resolves.toBe('b');
    await expect(other).resolves.toBe('started');
  });

  it('passes progress on and turns an error message into an EngineError', async () => {
    const worker = createFakeWorker();
    const client = createEngineClient(worker.port, vi.fn());
    const onProgress = vi.fn();
    const answer = client.request('start', { device: 'gpu', baseUrl: '' }, { onProgress });
    worker.say({ type: 'progress', id: 1, progress: { activity: 'Starting', fraction: 0.5 } });
    expect(onProgress).toHaveBeenCalledWith({ activity: 'Starting', fraction: 0.5 });
    worker.say({ type: 'error', id: 1, message: 'No adapter was found.' });
    await expect(answer).rejects.toThrow(new EngineError('No adapter was found.'));
    worker.say({ type: 'progress', id: 1, progress: { activity: 'Late', fraction: 1 } });
    expect(onProgress).toHaveBeenCalledTimes(1);
  });

  it('cancels through an AbortSignal, before and after sending', async () => {
    const worker = createFakeWorker();
    const client = createEngineClient(worker.port, vi.fn());
    const controller = new AbortController();
    const answer = client.request('start', { device: 'auto', baseUrl: '' }, { signal: controller.signal });
    controller.abort();
    await expect(answer).rejects.toBeInstanceOf(SupersededError);
    expect(worker.sent.at(-1)).toEqual({ type: 'cancel', id: 1 });
    await expect(client.request('start', { device: 'auto', baseUrl: '' }, { signal: controller.signal })).rejects.toBeInstanceOf(SupersededError);
    expect(worker.sent).toHaveLength(2);
  });

  it('reports a crash once, with a sentence, and rejects what is pending and what follows', async () => {
    const worker = createFakeWorker();
    const onBroken = vi.fn();
    const client = createEngineClient(worker.port, onBroken);
    const answer = client.request('start', { device: 'auto', baseUrl: '' });
    worker.emit('error', { message: 'out of memory' });
    worker.emit('error', { message: 'again' });
    await expect(answer).rejects.toThrow(/stopped unexpectedly \(out of memory\)/);
    await expect(client.request('start', { device: 'auto', baseUrl: '' })).rejects.toBeInstanceOf(EngineError);
    expect(onBroken).toHaveBeenCalledTimes(1);
  });

  it('reports a lost device with the worker’s sentence', async () => {
    const worker = createFakeWorker();
    const onBroken = vi.fn();
    const client = createEngineClient(worker.port, onBroken);
    const answer = client.request('start', { device: 'auto', baseUrl: '' });
    worker.say({ type: 'deviceLost', message: 'The GPU was reset.' });
    await expect(answer).rejects.toThrow('The GPU was reset.');
    expect(onBroken).toHaveBeenCalledWith('The GPU was reset.');
  });

  it('ends quietly: pending requests are superseded, the worker is terminated, later ones refused', async () => {
    const worker = createFakeWorker();
    const onBroken = vi.fn();
    const client = createEngineClient(worker.port, onBroken);
    const answer = client.request('start', { device: 'auto', baseUrl: '' });
    expect(lastId(worker.sent)).toBe(1);
    client.destroy();
    await expect(answer).rejects.toBeInstanceOf(SupersededError);
    await expect(client.request('start', { device: 'auto', baseUrl: '' })).rejects.toThrow('has been closed');
    expect(worker.port.terminate).toHaveBeenCalledOnce();
    expect(onBroken).not.toHaveBeenCalled();
  });
});

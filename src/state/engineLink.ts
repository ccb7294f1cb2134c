/**
 * The life of the engine worker: started, restarted on another device, reported when it breaks.
 */
import { createEngineClient, SupersededError, type EngineClient, type WorkerPort } from '../engine/client.ts';
import type { DeviceChoice } from '../engine/protocol.ts';
import { addNotice, beginActivity } from './notices.ts';
import type { AppStore } from './store.ts';

export type SpawnWorker = () => WorkerPort;

export interface EngineLink {
  /** The client of the current worker. */
  client(): EngineClient;
  /** Resolves once the current worker has found its device; rejects with its sentence if it could not. */
  ready(): Promise<void>;
  /** Starts a fresh worker on a device; resolves whether or not that worked, `ready` tells. */
  connect(device: DeviceChoice): Promise<void>;
}

/** Manages one worker at a time, which finds its models beside `baseUrl`. `restart` is what the notice about a broken engine offers. */
export function createEngineLink(store: AppStore, spawn: SpawnWorker, baseUrl: string, restart: () => void): EngineLink {
  let current: EngineClient | null = null;
  let starting: Promise<void> = Promise.resolve();

  function reportFailure(message: string): void {
    store.setState({ engine: { status: 'failed', message } });
    addNotice(store, 'problem', message, { label: 'Restart the engine', run: restart });
  }

  async function begin(client: EngineClient, device: DeviceChoice): Promise<void> {
    const activity = beginActivity(store, 'Starting the engine');
    try {
      const start = await client.request('start', { device, baseUrl }, { onProgress: activity.report });
      store.setState({ engine: { status: 'ready', start } });
    } catch (error) {
      if (!(error instanceof SupersededError)) reportFailure(error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      activity.end();
    }
  }

  function requireClient(): EngineClient {
    if (!current) throw new Error('The engine has not been started.');
    return current;
  }

  return {
    client: requireClient,
    ready: () => starting,
    async connect(device) {
      current?.destroy();
      store.setState({ engine: { status: 'starting' } });
      const client = createEngineClient(spawn(), (message) => {
        if (current === client) reportFailure(message);
      });
      current = client;
      starting = begin(client, device);
      await starting.catch(() => undefined);
    },
  };
}

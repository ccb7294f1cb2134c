/**
 * The one module worker: binds the engine to the browser's device, decoder, model files and message port. What only a model
 * needs comes with the first model.
 */
import type { ModelStore } from '../encoders/hub/modelStore.ts';
import { decodeImage } from '../media/decodeImage.ts';
import { openVideo } from '../media/decodeVideo.ts';
import { Engine } from './engine.ts';
import { type BindEncoders, openDevice } from './openDevice.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { serveEngine } from './serve.ts';

const send = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

/** The threads of onnxruntime-web start from a chunk that may share code with this one; what they are sent is not for the engine. */
const isThread = self.name.startsWith('em-pthread');

if (!isThread) start();

function bindEncodersFrom(baseUrl: string, openStore: () => Promise<ModelStore>): BindEncoders {
  return (engine, device) => async (choice, hubAddress, circumstances) => {
    const { createEncoderBinding } = await import('./bindEncoders.ts');
    return createEncoderBinding({ baseUrl, openStore })(engine, device)(choice, hubAddress, circumstances);
  };
}

function start(): void {
  let store: Promise<ModelStore> | null = null;
  const openStore = () => (store ??= import('../encoders/hub/modelStore.ts').then(({ openModelStore }) => openModelStore()));
  const openLibrary = async () => (await import('./modelLibrary.ts')).createModelLibrary(openStore);
  const engine = new Engine({
    decodeImage,
    openVideo,
    models: {
      list: async (encoder) => (await openLibrary()).list(encoder),
      remove: async (which) => (await openLibrary()).remove(which),
    },
    openDevice: (choice, baseUrl) =>
      openDevice(choice, bindEncodersFrom(baseUrl, openStore), (message) => send({ type: 'deviceLost', message })),
  });
  const receive = serveEngine(engine, send);
  self.addEventListener('message', (event: MessageEvent<ToWorker>) => receive(event.data));
}

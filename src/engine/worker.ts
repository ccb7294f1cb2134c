/**
 * The one module worker: binds the engine to the browser's device, decoder, model files and message port.
 */
import { openModelStore, type ModelStore } from '../encoders/hub/modelStore.ts';
import { decodeImage } from '../media/decodeImage.ts';
import { createEncoderBinding } from './bindEncoders.ts';
import { Engine } from './engine.ts';
import { createModelLibrary } from './modelLibrary.ts';
import { openDevice } from './openDevice.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { serveEngine } from './serve.ts';

const send = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

/** The threads of onnxruntime-web start from a chunk that may share code with this one; what they are sent is not for the engine. */
const isThread = self.name.startsWith('em-pthread');

if (!isThread) start();

function start(): void {
  let store: Promise<ModelStore> | null = null;
  const openStore = () => (store ??= openModelStore());
  const engine = new Engine({
    decodeImage,
    models: createModelLibrary(openStore),
    openDevice: (choice, baseUrl) =>
      openDevice(choice, createEncoderBinding({ baseUrl, openStore }), (message) => send({ type: 'deviceLost', message })),
  });
  const receive = serveEngine(engine, send);
  self.addEventListener('message', (event: MessageEvent<ToWorker>) => receive(event.data));
}

/**
 * The one module worker: binds the engine to the browser's device, decoder, model files and message port.
 */
import { openModelFiles } from '../encoders/modelFiles.ts';
import { createStarterEncoder } from '../encoders/starter.ts';
import { decodeImage } from '../media/decodeImage.ts';
import { Engine } from './engine.ts';
import { openDevice } from './openDevice.ts';
import type { FromWorker, ToWorker } from './protocol.ts';
import { serveEngine } from './serve.ts';

const send = (message: FromWorker, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

const engine = new Engine({
  decodeImage,
  openDevice: (choice, baseUrl) =>
    openDevice(
      choice,
      async (encoderEngine, device, report) => {
        const loadFile = await openModelFiles({ base: new URL('models/starter/', baseUrl), report });
        return createStarterEncoder({ engine: encoderEngine, device, report, loadFile });
      },
      (message) => send({ type: 'deviceLost', message }),
    ),
});

const receive = serveEngine(engine, send);
self.addEventListener('message', (event: MessageEvent<ToWorker>) => receive(event.data));

/**
 * Entry of the page: reads the link, starts the engine, renders.
 */
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { spawnEngineWorker } from './engine/client.ts';
import { createController } from './state/controller.ts';
import { syncAddress } from './state/address.ts';
import { createAppStore } from './state/store.ts';
import './styles/index.css';
import { App } from './ui/App.tsx';
import { AppContext } from './ui/AppContext.ts';

const store = createAppStore();
const controller = createController(store, {
  spawn: spawnEngineWorker,
  baseUrl: document.baseURI,
  decodePreview: (file) => createImageBitmap(file).catch(() => null),
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no element with the id "root".');

// Not awaited by the module itself: what loads on demand shares code with it, and would wait for it in turn.
void syncAddress(store, controller).then(() => {
  createRoot(root).render(
    <StrictMode>
      <AppContext value={{ store, controller }}>
        <App />
      </AppContext>
    </StrictMode>,
  );
  return controller.start();
});

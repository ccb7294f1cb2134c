/**
 * Keeps the address bar and the settings in step, so that a link reproduces the view.
 */
import type { Method } from '../core/methods/method.ts';
import type { Controller } from './controller.ts';
import { addNotice, explainFailure } from './notices.ts';
import type { Settings } from './settings.ts';
import type { AppStore } from './store.ts';
import { decodeSettings, encodeSettings, namesMethods } from './urlState.ts';

/** The address follows when settings have been at rest for this long; browsers limit how often it may change. */
const REST_MS = 300;

async function loadMethods(): Promise<readonly Method[]> {
  return (await import('../core/methods/registry.ts')).METHODS;
}

/**
 * Takes the settings from the address, and follows changes in both directions from then on.
 * @returns when the settings have been taken; only a link that names compared methods waits for the list of them
 */
export async function syncAddress(store: AppStore, controller: Controller): Promise<void> {
  const explainMissing = (error: unknown): [] => {
    explainFailure(store, error);
    return [];
  };

  const read = async (hash: string): Promise<Settings> => {
    const methods = namesMethods(hash) ? await loadMethods().catch(explainMissing) : [];
    const { settings, problems } = decodeSettings(hash, methods);
    for (const problem of problems) addNotice(store, 'note', problem);
    return settings;
  };

  /** The hash that the settings were read from or written to. */
  let known: string;
  let settings: Settings;
  do {
    known = window.location.hash;
    settings = await read(known);
  } while (window.location.hash !== known);
  store.setState({ settings });

  let timer: ReturnType<typeof setTimeout> | undefined;

  store.subscribe((state, previous) => {
    if (state.settings === previous.settings) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A link has just been followed, and is on its way into the settings: it must not be overwritten.
      if (window.location.hash !== known) return;
      const hash = encodeSettings(store.getState().settings);
      const { pathname, search } = window.location;
      window.history.replaceState(null, '', pathname + search + (hash ? `#${hash}` : ''));
      known = window.location.hash;
    }, REST_MS);
  });

  const follow = async () => {
    const { hash } = window.location;
    const next = await read(hash);
    // The link has been replaced by another one, which is followed in turn.
    if (window.location.hash !== hash) return;
    clearTimeout(timer);
    known = hash;
    await controller.applySettings(next);
  };
  window.addEventListener('hashchange', () => void follow());
}

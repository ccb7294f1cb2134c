/**
 * Keeps the address bar and the settings in step, so that a link reproduces the view.
 */
import type { Controller } from './controller.ts';
import { addNotice } from './notices.ts';
import type { AppStore } from './store.ts';
import { decodeSettings, encodeSettings } from './urlState.ts';

/** The address follows when settings have been at rest for this long; browsers limit how often it may change. */
const REST_MS = 300;

/** Takes the settings from the address now, and follows changes in both directions from then on. */
export function syncAddress(store: AppStore, controller: Controller): void {
  const read = () => {
    const { settings, problems } = decodeSettings(window.location.hash);
    for (const problem of problems) addNotice(store, 'note', problem);
    return settings;
  };
  store.setState({ settings: read() });

  /** The hash that the settings were read from or written to. */
  let known = window.location.hash;
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe((state, previous) => {
    if (state.settings === previous.settings) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      // A link has just been followed, and the event that tells so is still on its way: the link must not be overwritten.
      if (window.location.hash !== known) return;
      const hash = encodeSettings(store.getState().settings);
      const { pathname, search } = window.location;
      window.history.replaceState(null, '', pathname + search + (hash ? `#${hash}` : ''));
      known = window.location.hash;
    }, REST_MS);
  });

  window.addEventListener('hashchange', () => {
    clearTimeout(timer);
    known = window.location.hash;
    void controller.applySettings(read());
  });
}

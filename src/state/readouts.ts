/**
 * Figures about the kept set that take longer than a frame: asked for when the sliders have come to rest.
 */
import type { EngineLink } from './engineLink.ts';
import type { AppStore } from './store.ts';

/** Rest after the newest selection before the figures are computed. */
const IDLE_MS = 80;

/** Returns a function to call after every selection. A failure leaves the figures out; the selection stands. */
export function createReadoutsUpdater(store: AppStore, link: EngineLink): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;

  async function update(): Promise<void> {
    const { shown } = store.getState();
    if (!shown) return;
    const { selection, photo, parameters } = shown;
    const values = await link
      .client()
      .request('readouts', {
        tokenSetId: photo.tokenSetId,
        indices: selection.indices,
        relevance: selection.maps.relevance,
        relevanceExponent: parameters.relevanceExponent,
      })
      .catch(() => null);
    if (values && store.getState().shown?.selection === selection) store.setState({ readouts: { selection, values } });
  }

  return () => {
    clearTimeout(timer);
    timer = setTimeout(() => void update(), IDLE_MS);
  };
}

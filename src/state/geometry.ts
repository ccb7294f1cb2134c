/**
 * The geometry of the tokens on screen: read back once per photo, as soon as a figure is open that needs it.
 */
import { SupersededError } from '../engine/client.ts';
import type { EngineLink } from './engineLink.ts';
import { isCompareFigure } from './settings.ts';
import type { AppStore, Photo } from './store.ts';

/** Follows the store for the life of the page. A failure is kept with the photo, for the figure to show. */
export function followGeometry(store: AppStore, link: EngineLink): void {
  async function read(photo: Photo): Promise<void> {
    store.setState({ geometry: { photo, value: null, problem: null } });
    const isCurrent = () => store.getState().geometry?.photo === photo;
    try {
      const value = await link.client().request('geometry', { tokenSetId: photo.tokenSetId });
      if (isCurrent()) store.setState({ geometry: { photo, value, problem: null } });
    } catch (error) {
      if (error instanceof SupersededError || !isCurrent()) return;
      const problem = error instanceof Error ? error.message : String(error);
      store.setState({ geometry: { photo, value: null, problem } });
    }
  }

  store.subscribe(({ shown, settings, geometry }) => {
    const { figure } = settings.view;
    const isNeeded = figure !== null && !isCompareFigure(figure);
    if (shown && isNeeded && geometry?.photo !== shown.photo) void read(shown.photo);
  });
}

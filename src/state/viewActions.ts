/**
 * What a person does to the page that needs no engine.
 */
import type { CompareSettings, ViewSettings } from './settings.ts';
import type { AppStore, DialogName } from './store.ts';

export function createViewActions(store: AppStore) {
  return {
    setView(change: Partial<ViewSettings>): void {
      store.setState(({ settings }) => ({ settings: { ...settings, view: { ...settings.view, ...change } } }));
    },

    setCompare(change: Partial<CompareSettings>): void {
      store.setState(({ settings }) => ({ settings: { ...settings, compare: { ...settings.compare, ...change } } }));
    },

    showBefore(showBefore: boolean): void {
      store.setState(({ comparison }) => ({ comparison: { ...comparison, showBefore } }));
    },

    showDialog(dialog: DialogName | null): void {
      store.setState({ dialog });
    },
  };
}

/**
 * What a person does to the page that needs no engine.
 */
import type { Region } from '../core/regions.ts';
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

    setRegions(regions: readonly Region[]): void {
      store.setState(({ settings }) => ({ settings: { ...settings, regions } }));
    },

    setSweep(sweep: string): void {
      store.setState(({ settings }) => ({ settings: { ...settings, sweep } }));
    },

    showBefore(showBefore: boolean): void {
      store.setState(({ comparison }) => ({ comparison: { ...comparison, showBefore } }));
    },

    showDialog(dialog: DialogName | null): void {
      store.setState({ dialog });
    },
  };
}

/**
 * How components reach the store and the controller.
 */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Controller } from '../state/controller.ts';
import type { AppState, AppStore } from '../state/store.ts';

export interface AppServices {
  store: AppStore;
  controller: Controller;
}

export const AppContext = createContext<AppServices | null>(null);

export function useServices(): AppServices {
  const services = use(AppContext);
  if (!services) throw new Error('A component was rendered outside of AppContext.');
  return services;
}

/** Subscribes to one part of the state. */
export function useAppState<Part>(select: (state: AppState) => Part): Part {
  return useStore(useServices().store, select);
}

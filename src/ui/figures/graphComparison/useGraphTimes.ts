/**
 * Times of the graphs on this device: measured once when the figure has come to rest, and again when asked for.
 */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { Scope } from '../../../core/script/scriptSelection.ts';
import { SupersededError } from '../../../engine/client.ts';
import type { MeasureGraphsResult } from '../../../engine/protocol.ts';
import type { AppState, Photo, Shown } from '../../../state/store.ts';
import { useServices } from '../../AppContext.ts';

/** Rest after the last change before anything is measured. */
const REST_MS = 900;
/** Products of a run on the CPU beyond which it is measured only when asked for: about a second. */
const LONG_RUN = 1.2e9;

export interface GraphTimes {
  /** For the tokens and the scope on screen; null if they have not been measured. */
  result: MeasureGraphsResult | null;
  /** 0 to 1 while measuring, null otherwise. */
  progress: number | null;
  problem: string | null;
  measure: () => void;
  cancel: () => void;
}

interface Measurement {
  photo: Photo;
  scope: Scope;
  result: MeasureGraphsResult | null;
  problem: string | null;
}

export function useGraphTimes(shown: Shown): GraphTimes {
  const { store, controller } = useServices();
  const [measurement, setMeasurement] = useState<Measurement | null>(null);
  const [progress, setProgress] = useState<number | null>(null);
  const running = useRef<AbortController | null>(null);
  const { photo, parameters } = shown;

  const cancel = useCallback(() => running.current?.abort(), []);

  const measure = useCallback(async () => {
    running.current?.abort();
    const abort = new AbortController();
    running.current = abort;
    const before = store.getState();
    // Whoever moves a slider or opens a photo goes first: the device has one queue.
    const stopWatching = store.subscribe((state) => {
      if (needsDevice(state, before)) abort.abort();
    });
    setProgress(0);
    try {
      const { scope, threshold, gamma } = parameters;
      const result = await controller.link.client().request(
        'measureGraphs',
        { tokenSetId: photo.tokenSetId, scope, threshold, gamma },
        { signal: abort.signal, onProgress: ({ fraction }) => setProgress(fraction) },
      );
      setMeasurement({ photo, scope, result, problem: null });
    } catch (error) {
      if (error instanceof SupersededError) return;
      setMeasurement({ photo, scope: parameters.scope, result: null, problem: error instanceof Error ? error.message : String(error) });
    } finally {
      stopWatching();
      if (running.current === abort) {
        running.current = null;
        setProgress(null);
      }
    }
  }, [store, controller, photo, parameters]);

  const current = measurement?.photo === photo && measurement.scope === parameters.scope ? measurement : null;
  const isKnown = current !== null;
  useEffect(() => {
    if (isKnown || isLong(shown, store.getState())) return undefined;
    const timer = setTimeout(() => {
      if (store.getState().activities.length === 0) void measure();
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [isKnown, measure, shown, store]);
  useEffect(() => cancel, [cancel]);

  return { result: current?.result ?? null, progress, problem: current?.problem ?? null, measure: () => void measure(), cancel };
}

function needsDevice(state: AppState, before: AppState): boolean {
  return state.settings.parameters !== before.settings.parameters || state.activities.length > 0 || state.shown?.photo !== before.shown?.photo;
}

function isLong({ photo: { n, d } }: Shown, { engine }: AppState): boolean {
  return engine.status !== 'ready' || (engine.start.kernels.kind === 'cpu' && (n * n * d) / 2 > LONG_RUN);
}

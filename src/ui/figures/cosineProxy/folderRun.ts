/**
 * Figures 3 and 4 over a folder of images: every image is encoded by the engine, analysed between frames, and forgotten but for
 * its sums. A run belongs to the page, not to the figure on screen: it goes on while another figure or photo is looked at.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { analyseProxy, type ProxyAnalysis } from '../../../core/figures/cosineProxy.ts';
import { addImage, type FolderSums } from '../../../core/figures/cosineProxyFolder.ts';
import { runBetweenFrames } from '../../../core/figures/slices.ts';
import { ONE_VIEW } from '../../../core/tokenLayouts.ts';
import { SupersededError } from '../../../engine/client.ts';
import type { EngineLink } from '../../../state/engineLink.ts';
import { encodeFile, listImages, releaseTokens } from '../../../state/folderImages.ts';
import { onePerStore } from '../../../state/onePerStore.ts';
import type { AppStore } from '../../../state/store.ts';

/** An image that could not be taken, and why. */
export interface SkippedImage {
  name: string;
  reason: string;
}

export interface FolderState {
  /** Whether the figure shows the folder rather than the photo. */
  isShown: boolean;
  /** What was added up so far; null for nothing. */
  sums: FolderSums | null;
  /** Images that are done, skipped ones included, and all; null while nothing is under way. */
  progress: { done: number; total: number } | null;
  skipped: SkippedImage[];
  /** Files of the folder that are no images. */
  otherFiles: number;
  /** What made the tokens. */
  encoder: string;
  /** Why the run ended before the last image. */
  ending: string | null;
}

export interface FolderRun {
  state: StoreApi<FolderState>;
  /** Begins anew with these files; whatever was under way or added up is dropped. */
  start(files: readonly File[]): Promise<void>;
  /** Ends the run and keeps what was added up. */
  stop(): void;
  show(isShown: boolean): void;
}

const IDLE: FolderState = { isShown: false, sums: null, progress: null, skipped: [], otherFiles: 0, encoder: '', ending: null };

/** The run of a page. */
export const findFolderRun = onePerStore(createFolderRun);

export function createFolderRun(store: AppStore, link: Pick<EngineLink, 'client'>): FolderRun {
  const state = createStore<FolderState>(() => IDLE);
  let current = new AbortController();

  async function start(files: readonly File[]): Promise<void> {
    current.abort();
    current = new AbortController();
    const { signal } = current;
    const { generation, description } = store.getState().encoder;
    const { images, otherFiles } = listImages(files);
    const encoder = description?.title ?? 'the starter encoder';
    state.setState({ ...IDLE, isShown: true, encoder, otherFiles, progress: { done: 0, total: images.length } }, true);
    for (const [index, file] of images.entries()) {
      const ending = explainEnding(store, generation);
      if (ending !== null) return end(ending);
      const added = await addFile(file, signal);
      if (signal.aborted) return undefined;
      if (added === 'superseded') return end('The engine was restarted.');
      state.setState({ progress: { done: index + 1, total: images.length } });
    }
    return end(null);
  }

  /** Adds one image to the sums, or to those that were skipped. */
  async function addFile(file: File, signal: AbortSignal): Promise<'added' | 'skipped' | 'superseded'> {
    try {
      const analysis = await analyseFile(link, file, signal);
      state.setState(({ sums }) => ({ sums: addImage(sums, file.name, analysis) }));
      return 'added';
    } catch (error) {
      if (error instanceof SupersededError || signal.aborted) return 'superseded';
      const reason = error instanceof Error ? error.message : String(error);
      state.setState(({ skipped }) => ({ skipped: [...skipped, { name: file.name, reason }] }));
      return 'skipped';
    }
  }

  function end(ending: string | null): void {
    state.setState({ progress: null, ending });
  }

  return {
    state,
    start,
    stop() {
      current.abort();
      if (state.getState().progress !== null) end('You stopped it.');
    },
    show: (isShown) => state.setState({ isShown }),
  };
}

/** Why no further image can be added; null if there is no reason. */
function explainEnding(store: AppStore, generation: number): string | null {
  const { encoder, engine } = store.getState();
  if (engine.status === 'failed') return engine.message;
  return encoder.generation === generation ? null : 'The encoder was changed, and tokens of two encoders do not add up.';
}

async function analyseFile(link: Pick<EngineLink, 'client'>, file: File, signal: AbortSignal): Promise<ProxyAnalysis> {
  const client = link.client();
  const { tokenSetId, layout } = await encodeFile(client, file, ONE_VIEW, signal);
  try {
    const geometry = await client.request('geometry', { tokenSetId }, { lane: 'folder geometry', signal });
    return await runBetweenFrames(analyseProxy(geometry, layout), signal);
  } finally {
    releaseTokens(client, tokenSetId);
  }
}

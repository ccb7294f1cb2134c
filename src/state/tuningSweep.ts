/**
 * The tuning sweep: cells of a plan on the photo at hand or on a folder of images, between whatever else the engine is asked
 * for. It belongs to the page, not to the figure on screen: it goes on while the person looks elsewhere.
 */
import { createStore, type StoreApi } from 'zustand/vanilla';
import { findTokensInside, type Region } from '../core/regions.ts';
import type { TuningBase } from '../core/tuning/cellEvaluator.ts';
import { countCells, type TuningPlan } from '../core/tuning/plan.ts';
import type { CellReadouts } from '../core/tuning/readouts.ts';
import { countProgress, type TuningResults, type TuningSubject } from '../core/tuning/results.ts';
import type { ScriptParameters } from '../core/script/scriptSelection.ts';
import { SupersededError } from '../engine/client.ts';
import type { EngineLink } from './engineLink.ts';
import { encodeFile, listImages, releaseTokens, type EncodedFile } from './folderImages.ts';
import { createFurtherQuestions } from './furtherQuestions.ts';
import { onePerStore } from './onePerStore.ts';
import { createStepRunner } from './stepRunner.ts';
import type { AppState, AppStore, Shown } from './store.ts';

/** What a person asks for. */
export interface TuningWanted {
  plan: TuningPlan;
  /** Asked besides the page's own question. */
  questions: readonly string[];
  /** null for the photo at hand. */
  files: readonly File[] | null;
}

/** A sweep under way, stopped or finished, with what it was begun for. */
export interface TuningRun {
  wanted: TuningWanted;
  /** Differs from `describeTuning` of the page once the sweep is outdated. */
  key: string;
  shown: Shown;
  base: TuningBase;
  regions: readonly Region[];
  results: TuningResults;
  isRunning: boolean;
}

export interface TuningSweep {
  state: StoreApi<{ run: TuningRun | null }>;
  /** Begins a sweep, or goes on with one that was stopped. */
  start(wanted: TuningWanted): void;
  /** Stops; what is there stays. */
  cancel(): void;
}

/** A sweep's requests never supersede those of the panels. */
const LANE = 'tuning';

/** The sweep of a page. */
export const findTuningSweep = onePerStore(createTuningSweep);

/** The parameters that all cells share. */
export function takeBase({ epsilon, invert, graph, scope, relevanceExponent, querySource }: ScriptParameters): TuningBase {
  return { epsilon, invert, graph, scope, relevanceExponent, querySource };
}

/** Differs whenever a sweep has to be done anew: tau, gamma, p and m on screen do not matter. */
export function describeTuning({ shown, settings, encoder }: Pick<AppState, 'shown' | 'settings' | 'encoder'>, wanted: TuningWanted): string {
  const { plan, questions, files } = wanted;
  const photo = shown && [shown.photo.tokenSetId, shown.photo.generation, shown.question.queryId];
  const folder = files?.map(({ name, size, lastModified }) => [name, size, lastModified]);
  const source = folder ? [folder, encoder.generation, settings.tokenLayout, shown?.question.text] : photo;
  return JSON.stringify([plan, questions, source, takeBase(settings.parameters), settings.regions]);
}

/** Tokens that the worker holds for the sweep. */
interface OpenImage extends EncodedFile {
  /** null for the photo at hand. */
  file: File | null;
  generation: number | null;
  regionTokens: Uint32Array;
}

/** A sweep stops by itself when it is outdated, and keeps what it has. */
export function createTuningSweep(store: AppStore, link: EngineLink): TuningSweep {
  const state = createStore<{ run: TuningRun | null }>(() => ({ run: null }));
  const withQuestion = createFurtherQuestions({ ...link, generation: () => store.getState().encoder.generation });
  let image: OpenImage | null = null;

  const runner = createStepRunner(store, () => {
    closeImage();
    state.setState(({ run }) => ({ run: run && { ...run, isRunning: false } }));
  });

  /** Evaluates some cells of the first subject that lacks any. */
  async function takeStep({ wanted, results: { plan }, shown, base }: TuningRun, images: readonly (File | null)[], signal: AbortSignal): Promise<boolean> {
    const subjects = state.getState().run?.results.subjects ?? [];
    const index = subjects.findIndex(({ cells, problem }) => problem === null && cells.length < countCells(plan));
    if (index < 0) return false;
    const { question, cells } = subjects[index];
    const isReady = () => !signal.aborted && store.getState().engine.status === 'ready';
    try {
      const opened = await openImage(shown, images[Math.floor(index / listQuestions(shown, wanted).length)], signal);
      const { tokenSetId, regionTokens, n } = opened;
      const sweep = (queryId: string | null) =>
        link.client().request('sweepCells', { tokenSetId, queryId, base, plan, from: cells.length, regionTokens }, { lane: LANE, signal });
      const further = await askQuestion(shown, opened, question, sweep);
      if (isReady()) update(index, { n, regionTokens: regionTokens.length, cells: [...cells, ...further] });
    } catch (error) {
      if (error instanceof SupersededError || !isReady()) return false;
      update(index, { problem: error instanceof Error ? error.message : String(error) });
    }
    return isReady();
  }

  /** With the page's own question as the photo knows it; any other is embedded once. */
  function askQuestion(shown: Shown, opened: OpenImage, question: string, sweep: (queryId: string | null) => Promise<CellReadouts[]>): Promise<CellReadouts[]> {
    const isOwn = question === shown.question.text && opened.file === null;
    if (isOwn || question === '') return sweep(isOwn ? shown.question.queryId : null);
    return withQuestion(opened, question, (_, { queryId }) => sweep(queryId));
  }

  async function openImage({ photo }: Shown, file: File | null, signal: AbortSignal): Promise<OpenImage> {
    if (image && image.file === file) return image;
    closeImage();
    const { settings, encoder } = store.getState();
    const encoded = file === null ? photo : await encodeFile(link.client(), file, settings.tokenLayout, signal);
    const { tokenSetId, n, layout } = encoded;
    const generation = file === null ? photo.generation : encoder.generation;
    image = { file, tokenSetId, n, layout, generation, regionTokens: findTokensInside(layout, settings.regions) };
    return image;
  }

  function closeImage(): void {
    if (image?.file) releaseTokens(link.client(), image.tokenSetId);
    image = null;
  }

  function update(index: number, change: Partial<TuningSubject>): void {
    state.setState(({ run }) => {
      if (!run) return { run };
      const subjects = run.results.subjects.map((subject, place) => (place === index ? { ...subject, ...change } : subject));
      return { run: { ...run, results: { ...run.results, subjects } } };
    });
  }

  store.subscribe((page, previous) => {
    const { run } = state.getState();
    if (!run?.isRunning) return;
    const isTouched = page.shown !== previous.shown || page.settings !== previous.settings || page.encoder !== previous.encoder;
    if (page.engine.status !== 'ready' || (isTouched && describeTuning(page, run.wanted) !== run.key)) runner.stop();
  });

  return {
    state,
    start(wanted) {
      const page = store.getState();
      const { shown, settings } = page;
      if (!shown) return;
      runner.stop();
      const images = wanted.files ? listImages(wanted.files).images : [null];
      const key = describeTuning(page, wanted);
      const before = state.getState().run;
      const isPartial = before?.key === key && isUnfinished(before.results);
      const results = isPartial ? before.results : { plan: wanted.plan, subjects: listSubjects(shown, wanted, images) };
      const run: TuningRun = { wanted, key, shown, base: takeBase(settings.parameters), regions: settings.regions, results, isRunning: true };
      state.setState({ run });
      runner.start((signal) => takeStep(run, images, signal));
    },
    cancel: runner.stop,
  };
}

/** Whether there are cells that a sweep has not come to. */
export function isUnfinished(results: TuningResults): boolean {
  const { done, all } = countProgress(results);
  return done < all;
}

/** The page's own question first. */
function listQuestions({ question }: Shown, { questions }: TuningWanted): string[] {
  return [...new Set([question.text, ...questions])];
}

function listSubjects(shown: Shown, wanted: TuningWanted, images: readonly (File | null)[]): TuningSubject[] {
  return images.flatMap((file) =>
    listQuestions(shown, wanted).map((question) => ({ image: file?.name ?? shown.photo.name, question, n: null, regionTokens: null, cells: [], problem: null })),
  );
}

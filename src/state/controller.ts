/**
 * What the page does: opens photos, asks questions, follows the sliders. The only writer of results in the store.
 */
import type { ScriptParameters, Selection } from '../core/methods/method.ts';
import { defaultBudget } from '../core/methods/scriptParameters.ts';
import { SupersededError } from '../engine/client.ts';
import type { DeviceChoice } from '../engine/protocol.ts';
import { createCoalescer, scheduleFrame, type Schedule } from './coalesce.ts';
import { createEngineLink, type SpawnWorker } from './engineLink.ts';
import { embedQuestion, encodePhoto, type PhotoSource } from './engineTasks.ts';
import { addNotice } from './notices.ts';
import { createReadoutsUpdater } from './readouts.ts';
import { fetchSample, fetchSamples, type Sample } from './samples.ts';
import { STARTER_TOKENS, type Settings, type ViewSettings } from './settings.ts';
import type { AppStore, Photo, Question, Shown } from './store.ts';

export interface ControllerOptions {
  spawn: SpawnWorker;
  /** Address of the page, beside which samples and models lie. */
  baseUrl: string;
  schedule?: Schedule;
  loadSamples?: () => Promise<Sample[]>;
  loadSample?: (sample: Sample) => Promise<Blob>;
  /** Decodes a photo for the first view while the encoder is still loading; null if it cannot. */
  decodePreview?: (file: Blob) => Promise<ImageBitmap | null>;
}

export type Controller = ReturnType<typeof createController>;

/** A change this long after the last one starts a new comparison. */
const NEW_COMPARISON_AFTER_MS = 1200;

/** The kept token that the greedy order picked first: where a new photo is best looked at. */
function firstKept({ trace, indices }: Selection): number {
  return trace.order.find((token) => indices.includes(token)) ?? indices[0] ?? 0;
}

/** Wires the engine to a store. Nothing is loaded before `start`. */
export function createController(store: AppStore, options: ControllerOptions) {
  const { loadSamples = fetchSamples, loadSample = fetchSample } = options;
  const link = createEngineLink(store, options.spawn, options.baseUrl, () => void restart());
  const updateReadouts = createReadoutsUpdater(store, link);
  const pushSelection = createCoalescer(select, options.schedule ?? scheduleFrame);

  let source: PhotoSource | null = null;
  let photo: Photo | null = null;
  let question: Question | null = null;
  let opening: AbortController | null = null;
  let lastChange = -Infinity;

  function explain(error: unknown): void {
    if (error instanceof SupersededError) return;
    addNotice(store, 'problem', error instanceof Error ? error.message : String(error));
  }

  /** Computes the selection of the photo and question at hand, if both are there. */
  function refresh(): void {
    if (photo && question) pushSelection({ photo, question, parameters: store.getState().settings.parameters });
  }

  async function select(wanted: Pick<Shown, 'photo' | 'question' | 'parameters'>): Promise<void> {
    const parameters = { ...wanted.parameters, budget: Math.min(wanted.parameters.budget, wanted.photo.n) };
    try {
      const { selection, milliseconds } = await link.client().request('select', {
        tokenSetId: wanted.photo.tokenSetId,
        queryId: wanted.question.queryId,
        parameters,
      });
      if (wanted.photo === photo) show({ ...wanted, parameters, selection, milliseconds });
    } catch (error) {
      explain(error);
    }
  }

  function show(shown: Shown): void {
    const { shown: previous, focus, stageTimings, comparison } = store.getState();
    const samePhoto = previous?.photo === shown.photo;
    const stages = Object.fromEntries(shown.selection.timings.map((timing) => [timing.stage, timing]));
    store.setState({
      shown,
      preview: null,
      focus: samePhoto ? focus : { token: firstKept(shown.selection), pinned: false, source: 'pointer' },
      comparison: samePhoto ? comparison : { before: null, showBefore: false },
      stageTimings: samePhoto ? { ...stageTimings, ...stages } : stages,
    });
    updateReadouts();
    if (previous && !samePhoto) void releasePhoto(previous.photo);
  }

  async function releasePhoto(old: Photo): Promise<void> {
    old.bitmap.close();
    const lane = `release ${old.tokenSetId}`;
    // An engine that was restarted since does not know these tokens any more, which is just as well.
    await link.client().request('release', { tokenSetId: old.tokenSetId }, { lane }).catch(() => undefined);
  }

  /** Remembers what is on screen, so that the person sees what a change does. */
  function beginComparison(): void {
    const now = performance.now();
    const { shown, comparison } = store.getState();
    if (now - lastChange > NEW_COMPARISON_AFTER_MS) store.setState({ comparison: { ...comparison, before: shown } });
    lastChange = now;
  }

  async function preview(file: Blob): Promise<void> {
    const bitmap = (await options.decodePreview?.(file)) ?? null;
    if (store.getState().shown === null) store.setState({ preview: bitmap });
  }

  /** Encodes a photo and, where the question changes with it, shows both at once. */
  async function open(wanted: PhotoSource, text: string): Promise<void> {
    opening?.abort();
    const current = new AbortController();
    opening = current;
    if (store.getState().shown === null) void preview(wanted.file);
    const [encoded, embedded] = await Promise.allSettled([
      encodePhoto(store, link, wanted, current),
      text.trim() === question?.text ? question : embedQuestion(store, link, text),
    ]);
    if (encoded.status === 'rejected') explain(encoded.reason);
    if (embedded.status === 'rejected') explain(embedded.reason);
    if (embedded.status === 'fulfilled' && opening === current) question = embedded.value;
    if (encoded.status === 'fulfilled' && opening === current) adopt(wanted, encoded.value);
    if (opening === current) opening = null;
    refresh();
  }

  function adopt(wanted: PhotoSource, encoded: Photo): void {
    const { settings } = store.getState();
    const before = photo?.n ?? STARTER_TOKENS;
    const { budget } = settings.parameters;
    const fitting = budget === defaultBudget(before) ? defaultBudget(encoded.n) : Math.min(budget, encoded.n);
    store.setState({
      settings: { ...settings, sample: wanted.sample, parameters: { ...settings.parameters, budget: fitting } },
    });
    source = wanted;
    photo = encoded;
  }

  async function restart(): Promise<void> {
    photo = null;
    question = null;
    await link.connect(store.getState().settings.device);
    const text = store.getState().settings.question;
    if (source) await open(source, text);
    else await openSample(store.getState().settings.sample);
  }

  async function openSample(id: string | null): Promise<void> {
    const { samples, settings, shown } = store.getState();
    const sample = samples.find((candidate) => candidate.id === id);
    if (!sample) return;
    const previous = samples.find((candidate) => candidate.id === settings.sample);
    // A question of the person's own stays; a suggested one gives way to the new photo's suggestion.
    const suggested = shown !== null && [previous?.question, ''].includes(settings.question.trim());
    const text = suggested ? sample.question : settings.question;
    store.setState({ settings: { ...settings, question: text } });
    try {
      await open({ file: await loadSample(sample), name: sample.file, sample: sample.id }, text);
    } catch (error) {
      explain(error);
    }
  }

  async function ask(text: string): Promise<void> {
    store.setState(({ settings }) => ({ settings: { ...settings, question: text } }));
    if (text.trim() === question?.text) return;
    beginComparison();
    try {
      question = await embedQuestion(store, link, text);
      refresh();
    } catch (error) {
      explain(error);
    }
  }

  async function listSamples(): Promise<void> {
    try {
      store.setState({ samples: await loadSamples() });
    } catch (error) {
      explain(error);
    }
  }

  return {
    /** Starts the engine and answers the question of the first view. */
    async start(): Promise<void> {
      // The photo is shown while the engine is still starting; encoding waits for it.
      void link.connect(store.getState().settings.device);
      await listSamples();
      const { samples, settings } = store.getState();
      if (samples.some(({ id }) => id === settings.sample)) return openSample(settings.sample);
      const [first] = samples;
      if (!first) return;
      const reason =
        settings.sample === null
          ? 'The link was made with someone’s own photo, which never left their machine'
          : `There is no sample called “${settings.sample}”`;
      addNotice(store, 'note', `${reason}; here is “${first.title}” instead.`);
      return openSample(first.id);
    },

    openFile: (file: File): Promise<void> =>
      open({ file, name: file.name || 'pasted image', sample: null }, store.getState().settings.question),

    openSample,

    ask,

    setParameters(change: Partial<ScriptParameters>): void {
      beginComparison();
      store.setState(({ settings }) => ({
        settings: { ...settings, parameters: { ...settings.parameters, ...change } },
      }));
      refresh();
    },

    /** The next change starts a new comparison, however soon it comes. */
    endChange(): void {
      lastChange = -Infinity;
    },

    setView(change: Partial<ViewSettings>): void {
      store.setState(({ settings }) => ({ settings: { ...settings, view: { ...settings.view, ...change } } }));
    },

    async setDevice(device: DeviceChoice): Promise<void> {
      store.setState(({ settings }) => ({ settings: { ...settings, device } }));
      await restart();
    },

    showBefore(showBefore: boolean): void {
      store.setState(({ comparison }) => ({ comparison: { ...comparison, showBefore } }));
    },

    restart,

    /** Follows a link that was opened in this page. */
    async applySettings(next: Settings): Promise<void> {
      const { settings } = store.getState();
      store.setState({ settings: { ...next, sample: settings.sample } });
      if (next.device !== settings.device) await restart();
      if (next.sample !== null && next.sample !== settings.sample) await openSample(next.sample);
      else await ask(next.question);
      refresh();
    },
  };
}

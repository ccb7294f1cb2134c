/**
 * What the page does: opens photos, asks questions, follows the sliders. The only writer of results in the store.
 */
import type { ScriptParameters } from '../core/script/scriptSelection.ts';
import { DEFAULT_PARAMETERS } from '../core/script/scriptParameters.ts';
import type { LayoutName } from '../core/tokenLayouts.ts';
import type { DeviceChoice } from '../engine/protocol.ts';
import { isSameSampling, type FrameSampling } from '../media/sampleTimes.ts';
import { scheduleFrame, type Schedule } from './coalesce.ts';
import { followComparison } from './comparison.ts';
import { createEncoderControl } from './encoderControl.ts';
import { createEngineLink, type SpawnWorker } from './engineLink.ts';
import { embedQuestion, openSource, type Source } from './engineTasks.ts';
import { nextSampling } from './film.ts';
import { followGeometry } from './geometry.ts';
import { addNotice, explainFailure } from './notices.ts';
import { createResults } from './results.ts';
import { chooseQuestion, explainStandIn, fetchSample, fetchSamples, type Sample } from './samples.ts';
import type { Settings } from './settings.ts';
import { createParameterKeeper } from './parameterKeeper.ts';
import { sortFiles } from './sources.ts';
import { createViewActions } from './viewActions.ts';
import type { AppStore, Photo, Question } from './store.ts';

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

/** Wires the engine to a store. Nothing is loaded before `start`. */
export function createController(store: AppStore, options: ControllerOptions) {
  const { loadSamples = fetchSamples, loadSample = fetchSample } = options;
  const explain = (error: unknown) => explainFailure(store, error);
  const link = createEngineLink(store, options.spawn, options.baseUrl, () => void restart());
  const encoders = createEncoderControl(store, link, reopen);
  const results = createResults(store, link, {
    schedule: options.schedule ?? scheduleFrame,
    isCurrent: (candidate) => candidate === photo,
    explain,
  });

  followGeometry(store, link);
  const sweep = followComparison(store, link, explain);
  const keeper = createParameterKeeper(store);

  /** What `photo` was made from. */
  let source: Source | null = null;
  let photo: Photo | null = null;
  let question: Question | null = null;
  /** Counts what was put into the question box, so that an answer to an older question is known for one. */
  let asked = 0;
  let opening: { source: Source; cancel: AbortController } | null = null;

  /** Computes the selection of the photo and question at hand, if both are there and of the same encoder. */
  function refresh(): void {
    if (photo && photo.generation === question?.generation) {
      results.compute({ photo, question, parameters: store.getState().settings.parameters });
    }
  }

  async function preview(wanted: Source): Promise<void> {
    // A photo that cannot be loaded is explained by whoever opens it.
    const file = await Promise.resolve(wanted.kind === 'tokens' ? wanted.photo?.file : wanted.file).catch(() => undefined);
    const bitmap = (file && (await options.decodePreview?.(file))) ?? null;
    const isWanted = (opening?.source ?? source) === wanted;
    if (isWanted && store.getState().shown === null) store.setState({ preview: bitmap });
  }

  function writeQuestion(text: string): void {
    asked += 1;
    store.setState(({ settings }) => ({ settings: { ...settings, question: text } }));
  }

  /** The question in the box: the one at hand if the same encoder has read it, else embedded anew. */
  async function readQuestion(): Promise<Question> {
    const text = store.getState().settings.question;
    const isRead = question?.generation === store.getState().encoder.generation && text.trim() === question.text;
    return isRead && question ? question : embedQuestion(store, link, text);
  }

  /** Opens a photo or own tokens and, where the question changes with them, shows both at once. */
  async function open(wanted: Source): Promise<void> {
    opening?.cancel.abort();
    const current = { source: wanted, cancel: new AbortController() };
    opening = current;
    if (store.getState().shown === null && wanted.kind !== 'video') void preview(wanted);
    await encoders.settled();
    if (opening !== current) return;
    const before = { photo, question, asked };
    const [opened, embedded] = await Promise.allSettled([
      openSource(store, link, wanted, current.cancel),
      wanted.kind === 'tokens' ? null : readQuestion(),
    ]);
    // What failed after it was replaced or stopped needs no explanation.
    if (opened.status === 'rejected' && !current.cancel.signal.aborted) explain(opened.reason);
    if (embedded.status === 'rejected') explain(embedded.reason);
    if (opening !== current) return;
    opening = null;
    if (opened.status === 'fulfilled') adopt(wanted, opened.value.photo);
    else restoreLayout();
    const brought = opened.status === 'fulfilled' ? opened.value.question : null;
    const read = embedded.status === 'fulfilled' ? embedded.value : null;
    // One that was asked meanwhile is newer than the one the opening began with.
    const isNewer = asked !== before.asked && photo !== null && question?.generation === photo.generation;
    const next = brought ?? (isNewer ? question : read);
    // A photo that could not be opened leaves the one at hand, with the question that goes with it.
    if (next && (photo === null || next.generation === photo.generation)) question = next;
    if (photo !== before.photo || question !== before.question) refresh();
    // A question that was asked of own tokens, say, waited for the photo that can answer it.
    if (asked !== before.asked) await ask(store.getState().settings.question);
  }

  function adopt(wanted: Source, opened: Photo): void {
    const sample = wanted.kind === 'photo' ? wanted.sample : null;
    const sampling = wanted.kind === 'video' ? wanted.sampling : nextSampling(store.getState());
    store.setState(({ settings }) => ({ settings: { ...settings, sample, sampling } }));
    if (wanted.kind !== 'video') store.setState({ video: null });
    source = wanted;
    photo = opened;
    keeper.fit(opened);
  }

  /** The photo at hand stays, and with it the layout that it was cut in. */
  function restoreLayout(): void {
    const tokenLayout = photo?.tokenLayout;
    if (tokenLayout) store.setState(({ settings }) => ({ settings: { ...settings, tokenLayout } }));
  }

  /** Opens the photo that is on screen, or on its way there, in the layout of the settings. */
  async function recut(): Promise<void> {
    const wanted = opening?.source ?? source;
    if (wanted?.kind === 'photo') await open(wanted);
  }

  /** Opens what is on screen, or on its way there, with the current encoder; own tokens need none. */
  async function reopen(): Promise<void> {
    const wanted = opening?.source ?? source;
    const { encoder, settings } = store.getState();
    if (wanted?.kind === 'tokens') {
      if (!opening) addNotice(store, 'note', `Your own tokens stay as they are; the next photo is encoded with ${encoder.description?.title ?? 'the new encoder'}.`);
    } else if (wanted) await open(wanted);
    else await openSample(settings.sample);
  }

  async function restart(): Promise<void> {
    const wanted = opening?.source ?? source;
    opening?.cancel.abort();
    opening = null;
    photo = null;
    question = null;
    await link.connect(store.getState().settings.device);
    await encoders.resume();
    if (wanted) await open(wanted);
    else await openSample(store.getState().settings.sample);
  }

  async function openSample(id: string | null): Promise<void> {
    const { samples, settings, shown } = store.getState();
    const sample = samples.find((candidate) => candidate.id === id);
    if (!sample) return;
    const previous = samples.find((candidate) => candidate.id === settings.sample);
    const text = shown ? chooseQuestion(sample, settings.question, previous) : settings.question;
    if (text !== settings.question) writeQuestion(text);
    const file = loadSample(sample);
    // Whoever opens it explains a failure; a choice that was replaced meanwhile needs no explanation.
    file.catch(() => undefined);
    await open({ kind: 'photo', file, name: sample.file, sample: sample.id });
  }

  /** Whether the question at hand reads so, for the photo at hand or the one on its way. */
  function isAtHand(text: string): boolean {
    if (question === null || text.trim() !== question.text) return false;
    const goesWithPhoto = !opening && question.generation === photo?.generation;
    return goesWithPhoto || question.generation === store.getState().encoder.generation;
  }

  async function ask(text: string): Promise<void> {
    writeQuestion(text);
    const turn = asked;
    // Own tokens answer their own question, and a new encoder reads the question when it opens the photo again.
    const waits = source?.kind === 'tokens' || store.getState().encoder.opening !== null;
    if (waits || question?.kind === 'unreadable' || isAtHand(text)) return;
    results.beginComparison();
    try {
      const read = await embedQuestion(store, link, text);
      if (turn !== asked) return;
      // The photo at hand is of a former encoder, because opening it again was stopped.
      if (photo && !opening && photo.generation !== read.generation) return await reopen();
      question = read;
      refresh();
    } catch (error) {
      explain(error);
    }
  }

  function setParameters(change: Partial<ScriptParameters>): void {
    results.beginComparison();
    store.setState(({ settings }) => ({ settings: { ...settings, parameters: { ...settings.parameters, ...change } } }));
    refresh();
  }

  return {
    encoders,
    link,
    sweep,
    ...createViewActions(store),

    /** Starts the engine and answers the question of the first view. */
    async start(): Promise<void> {
      // The photo is shown while the engine is still starting; encoding waits for it.
      void link.connect(store.getState().settings.device);
      void encoders.listModels();
      await loadSamples().then((list) => store.setState({ samples: list }), explain);
      const { encoder, parameters } = store.getState().settings;
      keeper.expect(store.getState().settings);
      await encoders.follow(encoder, parameters.invert, DEFAULT_PARAMETERS.invert);
      const { samples, settings } = store.getState();
      if (samples.some(({ id }) => id === settings.sample)) return openSample(settings.sample);
      const [first] = samples;
      if (!first) return;
      addNotice(store, 'note', explainStandIn(settings.sample, first));
      return openSample(first.id);
    },

    /** Opens a photo or video, or own tokens with or without a photo; of several photos and videos the first. */
    async openFiles(files: readonly File[]): Promise<void> {
      const wanted = await sortFiles(files, nextSampling(store.getState()));
      if (wanted) await open(wanted);
    },

    openSample,

    /** Encodes other frames of the video that is on screen or was on its way there. */
    async encodeFrames(sampling: FrameSampling): Promise<void> {
      const { video } = store.getState();
      if (video) await open({ kind: 'video', name: video.name, file: video.file, sampling });
    },

    ask,

    setParameters,

    /** Puts every parameter back: budget and scope to what suits the tokens at hand, invert to the encoder's default. */
    resetParameters(): void {
      const invert = store.getState().encoder.description?.invert.default ?? DEFAULT_PARAMETERS.invert;
      setParameters({ ...DEFAULT_PARAMETERS, invert, ...keeper.standard() });
    },

    endChange: results.endChange,

    async setTokenLayout(tokenLayout: LayoutName): Promise<void> {
      store.setState(({ settings }) => ({ settings: { ...settings, tokenLayout } }));
      await recut();
    },

    async setDevice(device: DeviceChoice): Promise<void> {
      store.setState(({ settings }) => ({ settings: { ...settings, device } }));
      await restart();
    },

    restart,

    /** Follows a link that was opened in this page. */
    async applySettings(next: Settings): Promise<void> {
      const { settings } = store.getState();
      store.setState({ settings: { ...next, encoder: settings.encoder, sample: settings.sample } });
      asked += 1;
      keeper.expect(next);
      if (next.device !== settings.device) await restart();
      const isOther = await encoders.follow(next.encoder, next.parameters.invert, settings.parameters.invert);
      const isCutOtherwise = next.tokenLayout !== settings.tokenLayout;
      // Another encoder or layout has its own number of tokens, known when the photo has been opened with it.
      if (photo && !isOther && !isCutOtherwise) keeper.fit(photo);
      if (next.sample !== null && next.sample !== settings.sample) await openSample(next.sample);
      else if (isOther) await reopen();
      else if (isCutOtherwise) await recut();
      else if (source?.kind === 'video' && !isSameSampling(source.sampling, next.sampling)) await open({ ...source, sampling: next.sampling });
      else await ask(next.question);
      refresh();
    },
  };
}

/**
 * Which encoder makes the tokens: chosen, downloaded, opened, deleted. The only writer of `encoder` in the store, but for
 * the notes that were told.
 */
import { DEFAULT_PARAMETERS } from '../core/script/scriptParameters.ts';
import { SupersededError } from '../engine/client.ts';
import type { EncoderOptions } from '../encoders/encoderOptions.ts';
import type { DeleteModelsRequest, EncoderChoice, ModelStatus } from '../engine/modelRequests.ts';
import { chooseModel, describeChoice, isOnDevice, isSameEncoder, modelOf } from './encoderChoice.ts';
import type { EngineLink } from './engineLink.ts';
import { keepHubAddress, readHubAddress } from './hubAddress.ts';
import { createInvertMemory } from './invertMemory.ts';
import { addNotice, beginActivity } from './notices.ts';
import { explainForbidden } from './pagePolicy.ts';
import type { EncoderSettings } from './settings.ts';
import type { AppStore, EncoderState } from './store.ts';

export type EncoderControl = ReturnType<typeof createEncoderControl>;

/** @param reopen opens what is on screen again, with the encoder that has just become the current one */
export function createEncoderControl(store: AppStore, link: EngineLink, reopen: () => Promise<void>) {
  const inversions = createInvertMemory();
  let settled: Promise<unknown> = Promise.resolve();

  const change = (part: Partial<EncoderState>): void => store.setState(({ encoder }) => ({ encoder: { ...encoder, ...part } }));

  function explain(error: unknown): void {
    if (error instanceof SupersededError) return;
    const text = error instanceof Error ? error.message : String(error);
    // Notices lie behind an open dialog, which tells it itself.
    if (store.getState().dialog === 'encoder') change({ problem: text });
    else addNotice(store, 'problem', text);
  }

  async function listModels(): Promise<void> {
    try {
      await link.ready();
      change({ models: await link.client().request('listModels', {}) });
    } catch (error) {
      explain(error);
    }
  }

  /** @returns whether the encoder is the current one now */
  async function open(choice: EncoderChoice, invertOfLink?: boolean): Promise<boolean> {
    const cancel = new AbortController();
    const activity = beginActivity(store, 'Opening the encoder', () => cancel.abort());
    const opening = { choice, activity: activity.id };
    change({ opening, problem: null });
    try {
      await link.ready();
      const { hubAddress } = store.getState().encoder;
      const { encoder: description } = await link
        .client()
        .request('useEncoder', { choice, hubAddress }, { signal: cancel.signal, onProgress: activity.report });
      adopt(choice, description, invertOfLink);
      return true;
    } catch (error) {
      explain(error);
      return false;
    } finally {
      activity.end();
      if (store.getState().encoder.opening === opening) change({ opening: null });
    }
  }

  function adopt(choice: EncoderChoice, description: NonNullable<EncoderState['description']>, invertOfLink?: boolean): void {
    const { encoder, settings } = store.getState();
    const { parameters } = settings;
    inversions.remember(encoder.choice, parameters.invert);
    const invert = invertOfLink ?? inversions.recall(choice) ?? description.invert.default;
    store.setState({
      settings: { ...settings, encoder: describeChoice(choice, settings.encoder.options), parameters: { ...parameters, invert } },
    });
    change({ choice, description, generation: encoder.generation + 1 });
  }

  async function choose(choice: EncoderChoice, invertOfLink?: boolean): Promise<boolean> {
    const opened = open(choice, invertOfLink);
    settled = opened;
    const isOpen = await opened;
    if (isOpen) void reopen();
    if (choice.kind === 'hub') await listModels();
    return isOpen;
  }

  /** Makes the settings say which encoder is in use. */
  function settle(invert: boolean): void {
    const { encoder, settings } = store.getState();
    store.setState({
      settings: { ...settings, encoder: describeChoice(encoder.choice, settings.encoder.options), parameters: { ...settings.parameters, invert } },
    });
  }

  /** The hub's model that would have to be downloaded for a choice, as far as the list tells. */
  function findMissing(choice: EncoderChoice): ModelStatus | null {
    const model = store.getState().encoder.models?.models.find(({ id }) => id === modelOf(choice));
    return model && !isOnDevice(model, choice) ? model : null;
  }

  /** Only a person's press downloads. */
  function offerDownload(reason: string, { title, precisions }: ModelStatus, choice: EncoderChoice, invert?: boolean): void {
    const size = precisions.find(({ precision }) => choice.kind === 'hub' && precision === choice.precision);
    const standIn = store.getState().encoder.description?.title ?? 'the starter';
    const text = `${reason} ${title}, which is not on this device (a download of about ${size?.megabytes ?? '?'} MB). Until then ${standIn} answers.`;
    addNotice(store, 'note', text, { label: 'Download', run: () => void choose(choice, invert) });
  }

  return {
    choose,

    listModels,

    /** Resolves when no encoder is being opened any more. */
    settled: (): Promise<unknown> => settled,

    /** Opens the current encoder anew with other options. */
    async setOptions(options: Partial<EncoderOptions>): Promise<void> {
      const { choice } = store.getState().encoder;
      if (choice.kind === 'starter') return;
      const next = { ...choice, options: { ...choice.options, ...options } };
      const missing = findMissing(next);
      if (missing) offerDownload('Other options need', missing, next);
      else await choose(next);
    },

    /** Gives a fresh engine the encoder that was in use; if it cannot be opened there, the starter takes over. */
    async resume(): Promise<void> {
      const { choice } = store.getState().encoder;
      const isReady = await link.ready().then(
        () => true,
        () => false,
      );
      if (choice.kind === 'starter' || !isReady) return;
      if (choice.kind === 'hub') await listModels();
      const missing = findMissing(choice);
      if (!missing) {
        const opened = open(choice);
        settled = opened;
        if (await opened) return;
      }
      const starter: EncoderChoice = { kind: 'starter' };
      inversions.remember(choice, store.getState().settings.parameters.invert);
      change({ choice: starter, description: null });
      settle(inversions.recall(starter) ?? DEFAULT_PARAMETERS.invert);
      if (missing) offerDownload('The photo was encoded by', missing, choice);
    },

    /**
     * Takes the encoder that a link names. Nothing is downloaded for a link: what is not on this device is offered.
     * @param invert what the invert switch says in the link
     * @param held what it says as long as the encoder at hand stays
     * @returns whether another encoder is the current one now
     */
    async follow(wanted: EncoderSettings, invert: boolean, held: boolean): Promise<boolean> {
      const { encoder, settings } = store.getState();
      if (isSameEncoder(wanted, describeChoice(encoder.choice, settings.encoder.options))) return false;
      settle(held);
      if (wanted.model === null) {
        addNotice(store, 'note', 'The link was made with someone’s own model files, which never left their machine; another encoder answers here.');
        return false;
      }
      await listModels();
      const model = store.getState().encoder.models?.models.find(({ id }) => id === wanted.model);
      if (!model) return false;
      const choice = chooseModel(model, wanted.precision, wanted.options);
      if (findMissing(choice)) {
        offerDownload('The link was made with', model, choice, invert);
        return false;
      }
      const opened = open(choice, invert);
      settled = opened;
      return opened;
    },

    async deleteModels(which: DeleteModelsRequest['which']): Promise<void> {
      try {
        change({ problem: null });
        change({ models: await link.client().request('deleteModels', { which }) });
      } catch (error) {
        explain(error);
      }
    },

    /** @throws Error in one sentence if the text is no web address, or one that this page may not ask; the former one stays */
    setHubAddress(text: string): void {
      const hubAddress = readHubAddress(text);
      const forbidden = explainForbidden(hubAddress);
      if (forbidden !== null) throw new Error(forbidden);
      keepHubAddress(hubAddress);
      change({ hubAddress });
    },
  };
}

/**
 * The pieces of work that take a person's time, with their progress on screen: reading a question, encoding a photo or a
 * video, opening a person's own tokens.
 */
import type { FrameSampling } from '../media/sampleTimes.ts';
import type { EngineLink } from './engineLink.ts';
import { addNotice, beginActivity } from './notices.ts';
import type { AppStore, Photo, Question } from './store.ts';

interface NamedFile {
  name: string;
  file: Blob;
}

/** A photo to open: its file, which may still be loading, its name for people, and the sample it is, if it is one. */
export interface PhotoSource {
  kind: 'photo';
  name: string;
  file: Blob | Promise<Blob>;
  sample: string | null;
}

/** Tokens that a person made, and the photo to lay them over, if there is one. */
export interface TokenSource {
  kind: 'tokens';
  files: NamedFile[];
  photo: NamedFile | null;
}

/** Frames of a video to encode. */
export interface VideoSource extends NamedFile {
  kind: 'video';
  sampling: FrameSampling;
}

export type Source = PhotoSource | TokenSource | VideoSource;

/** What was opened; own tokens come with a question of their own, or with none, but never wait for one. */
export interface Opened {
  photo: Photo;
  question: Question | null;
}

/** A question that nothing was embedded for. */
function unasked(kind: Question['kind'], generation: number | null): Question {
  return { kind, text: '', queryId: null, pieces: [], truncated: false, milliseconds: 0, generation };
}

/**
 * Embeds a question with the current encoder. An empty one is the pure-diversity case and needs no engine, and neither
 * does an encoder that reads no text.
 * @throws SupersededError if a newer question came, EngineError with a sentence
 */
export async function embedQuestion(store: AppStore, link: EngineLink, text: string): Promise<Question> {
  const { description, generation } = store.getState().encoder;
  const trimmed = text.trim();
  if (description?.gives.textRelevance === false) return unasked('unreadable', generation);
  if (trimmed === '') return unasked('empty', generation);
  await link.ready();
  const activity = beginActivity(store, 'Reading the question');
  try {
    const result = await link.client().request('embedQuestion', { question: trimmed }, { onProgress: activity.report });
    const { window, notes, ...read } = result;
    if (read.truncated) {
      const limit = `${window} word pieces, marks of start and end included`;
      addNotice(store, 'note', `The question is longer than the text model reads (${limit}); its end was cut off.`);
    }
    tellNotes(store, notes);
    return { kind: 'asked', text: trimmed, generation: store.getState().encoder.generation, ...read };
  } finally {
    activity.end();
  }
}

/** Shows what the text model of the current encoder cannot give, with the first question that it reads. */
function tellNotes(store: AppStore, notes: readonly string[]): void {
  const { encoder } = store.getState();
  const texts = notes.map((note) => (encoder.description ? `${encoder.description.title}: ${note}` : note));
  const untold = texts.filter((text) => !encoder.told.includes(text));
  for (const text of untold) addNotice(store, 'note', text);
  if (untold.length > 0) store.setState({ encoder: { ...encoder, told: [...encoder.told, ...untold] } });
}

/**
 * Opens a photo, a video or own tokens; the person can stop it through `cancel`.
 * @throws SupersededError if it was stopped or something newer is opened, EngineError with a sentence
 */
export async function openSource(store: AppStore, link: EngineLink, source: Source, cancel: AbortController): Promise<Opened> {
  const activity = beginActivity(store, `Opening ${nameSource(source)}`, () => cancel.abort());
  const options = { lane: 'open', signal: cancel.signal, onProgress: activity.report };
  try {
    await link.ready();
    return await openNow(store, link, source, options);
  } finally {
    activity.end();
  }
}

function openNow(store: AppStore, link: EngineLink, source: Source, options: Options): Promise<Opened> {
  switch (source.kind) {
    case 'photo':
      return encodePhoto(store, link, source, options);
    case 'video':
      return encodeVideo(store, link, source, options);
    case 'tokens':
      return openTokens(store, link, source, options);
    default:
      return source satisfies never;
  }
}

type Options = Parameters<ReturnType<EngineLink['client']>['request']>[2];

async function encodePhoto(store: AppStore, link: EngineLink, { file, name, sample }: PhotoSource, options: Options): Promise<Opened> {
  const { tokenLayout } = store.getState().settings;
  const result = await link.client().request('encodeImage', { file: await file, name, tokenLayout }, options);
  return { photo: { ...result, tokenLayout, name, sample, generation: store.getState().encoder.generation }, question: null };
}

/** Shows what the video says of itself before its frames are encoded, so that others can be chosen meanwhile. */
async function encodeVideo(store: AppStore, link: EngineLink, { file, name, sampling }: VideoSource, options: Options): Promise<Opened> {
  const info = await link.client().request('readVideo', { file, name }, options);
  store.setState({ video: { file, name, sampling, info, isEncoded: false } });
  const result = await link.client().request('encodeVideo', { file, name, sampling }, options);
  store.setState({ video: { file, name, sampling, info, isEncoded: true } });
  const { length } = result.film;
  if (length < sampling.count) {
    addNotice(store, 'note', `“${name}” has ${length} different ${length === 1 ? 'frame' : 'frames'} in the chosen range, fewer than the ${sampling.count} that were asked for; each is encoded once.`);
  }
  return { photo: { ...result, bitmap: null, name, sample: null, generation: store.getState().encoder.generation }, question: null };
}

async function openTokens(store: AppStore, link: EngineLink, { files, photo }: TokenSource, options: Options): Promise<Opened> {
  const result = await link.client().request('openTokens', { files, photo }, options);
  const { queryId, notices, ...tokens } = result;
  for (const notice of notices) addNotice(store, 'note', notice);
  return {
    photo: { ...tokens, name: nameSource({ kind: 'tokens', files, photo }), sample: null, labels: [], timings: null, generation: null },
    question: { ...unasked(queryId === null ? 'missing' : 'brought', null), queryId },
  };
}

function nameSource(source: Source): string {
  return source.kind === 'tokens' ? source.files.map(({ name }) => name).join(', ') : source.name;
}

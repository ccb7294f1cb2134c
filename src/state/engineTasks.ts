/**
 * The two pieces of work that take a person's time, with their progress on screen: reading a question, encoding a photo.
 */
import type { EngineLink } from './engineLink.ts';
import { addNotice, beginActivity } from './notices.ts';
import type { AppStore, Photo, Question } from './store.ts';

/** A photo to open: its file, its name for people, and the sample it is, if it is one. */
export interface PhotoSource {
  file: Blob;
  name: string;
  sample: string | null;
}

/**
 * Embeds a question; an empty one is the pure-diversity case and needs no engine.
 * @throws SupersededError if a newer question came, EngineError with a sentence
 */
export async function embedQuestion(store: AppStore, link: EngineLink, text: string): Promise<Question> {
  const trimmed = text.trim();
  if (trimmed === '') return { text: '', queryId: null, truncated: false, milliseconds: 0 };
  await link.ready();
  const activity = beginActivity(store, 'Reading the question');
  try {
    const result = await link.client().request('embedQuestion', { question: trimmed }, { onProgress: activity.report });
    if (result.truncated) {
      addNotice(store, 'note', 'The question is longer than the text encoder reads; its end was cut off.');
    }
    return { text: trimmed, ...result };
  } finally {
    activity.end();
  }
}

/**
 * Encodes a photo; the person can stop it through `cancel`.
 * @throws SupersededError if it was stopped or a newer photo came, EngineError with a sentence
 */
export async function encodePhoto(
  store: AppStore,
  link: EngineLink,
  source: PhotoSource,
  cancel: AbortController,
): Promise<Photo> {
  const activity = beginActivity(store, `Opening ${source.name}`, () => cancel.abort());
  try {
    await link.ready();
    const result = await link
      .client()
      .request('encodeImage', { file: source.file, name: source.name }, { signal: cancel.signal, onProgress: activity.report });
    return { ...result, name: source.name, sample: source.sample };
  } finally {
    activity.end();
  }
}

/**
 * The relevance of further questions: each is embedded and compared with the photo once. Everything that sliders move is
 * computed on the page, because the engine holds the state of one question only, the one in the panels.
 */
import type { ScriptParameters } from '../../../core/methods/method.ts';
import type { EngineClient } from '../../../engine/client.ts';
import type { Photo } from '../../../state/store.ts';

export interface QuestionRelevance {
  /** f32[n] in [0, 1] */
  relevance: Float32Array;
  /** f32[n], null if the tokens have no space shared with text. */
  rawRelevance: Float32Array | null;
}

/** What the relevance of a question depends on, beside photo and text. */
export type RelevanceSettings = Pick<ScriptParameters, 'invert' | 'querySource' | 'scope'>;

export type AskRelevance = (photo: Photo, text: string, parameters: ScriptParameters) => Promise<QuestionRelevance>;

export function relevanceKey(text: string, { invert, querySource, scope }: RelevanceSettings): string {
  return JSON.stringify([text, invert, querySource, scope]);
}

/**
 * Remembers answers per photo; a failed question is asked anew the next time.
 * @param client of the engine that holds the photo now
 */
export function createRelevanceCache(client: () => Pick<EngineClient, 'request'>): AskRelevance {
  const photos = new WeakMap<Photo, Map<string, Promise<QuestionRelevance>>>();

  async function ask(photo: Photo, text: string, parameters: ScriptParameters): Promise<QuestionRelevance> {
    // A lane of its own, so that neither the panels nor another question of the figure supersedes it.
    const lane = `figure question ${text}`;
    const { queryId } = await client().request('embedQuestion', { question: text }, { lane });
    const { selection } = await client().request('select', { tokenSetId: photo.tokenSetId, queryId, parameters }, { lane: `${lane}, selection` });
    return { relevance: selection.maps.relevance, rawRelevance: selection.maps.rawRelevance };
  }

  return (photo, text, parameters) => {
    const answers = photos.get(photo) ?? new Map<string, Promise<QuestionRelevance>>();
    photos.set(photo, answers);
    const key = relevanceKey(text, parameters);
    const known = answers.get(key);
    if (known) return known;
    const answer = ask(photo, text, parameters);
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

/** Most questions that the figure shows at once, that of the page included. */
export const MOST_QUESTIONS = 6;

/** Why a question cannot be added; null if it can. */
export function refuseQuestion(text: string, present: readonly string[]): string | null {
  const trimmed = text.trim();
  if (trimmed === '') return 'Type a question first.';
  if (present.some((other) => other.toLowerCase() === trimmed.toLowerCase())) return 'That question is there already.';
  if (present.length >= MOST_QUESTIONS) return `The figure holds ${MOST_QUESTIONS} questions; remove one first.`;
  return null;
}

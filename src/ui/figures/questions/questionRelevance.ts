/**
 * The relevance of further questions: each is embedded once, and compared with a photo once. Everything that sliders move is
 * computed on the page, because the engine holds the state of one question only, the one in the panels.
 */
import type { ScriptParameters } from '../../../core/script/scriptSelection.ts';
import { SupersededError, type EngineClient } from '../../../engine/client.ts';
import type { EmbedQuestionResult } from '../../../engine/protocol.ts';
import type { Photo } from '../../../state/store.ts';

export interface QuestionRelevance {
  /** f32[n] in [0, 1] */
  relevance: Float32Array;
  /** f32[n], null if the tokens have no space shared with text. */
  rawRelevance: Float32Array | null;
  /** True if the question was longer than the text model reads. */
  truncated: boolean;
}

/** What the relevance of a question depends on, beside photo and text. */
export type RelevanceSettings = Pick<ScriptParameters, 'invert' | 'querySource' | 'scope'>;

export type AskRelevance = (photo: Photo, text: string, parameters: ScriptParameters) => Promise<QuestionRelevance>;

type Client = Pick<EngineClient, 'request'>;

/** The engine as the cache sees it. */
export interface QuestionEngine {
  /** Resolves once the client answers. */
  ready: () => Promise<void>;
  client: () => Client;
  /** Which opening of an encoder reads questions now. */
  generation: () => number;
}

export function relevanceKey(text: string, { invert, querySource, scope }: RelevanceSettings): string {
  return JSON.stringify([text, invert, querySource, scope]);
}

/** Remembers answers per photo; a failed question is asked anew the next time. */
export function createRelevanceCache(engine: QuestionEngine): AskRelevance {
  const photos = new WeakMap<Photo, Map<string, Promise<QuestionRelevance>>>();
  // Photos share embedded questions: the engine keeps a limited number of them, and the question of the panels is one.
  const embedded = new WeakMap<Client, Map<string, EmbedQuestionResult>>();

  async function ask(photo: Photo, text: string, parameters: ScriptParameters): Promise<QuestionRelevance> {
    await engine.ready();
    const client = engine.client();
    const generation = engine.generation();
    requireSameEncoder(photo, generation);
    const questions = embedded.get(client) ?? new Map<string, EmbedQuestionResult>();
    embedded.set(client, questions);
    const key = `${generation} ${text}`;
    const known = questions.get(key);
    if (known) {
      try {
        return await select(client, photo, known, parameters, text);
      } catch (error) {
        if (error instanceof SupersededError) throw error;
        // Perhaps the engine has dropped the question since: it is asked once more below.
        questions.delete(key);
      }
    }
    // Lanes of its own, so that neither the panels nor another question of the figure supersedes it.
    const question = await client.request('embedQuestion', { question: text }, { lane: `figure question ${text}` });
    // An encoder that was opened meanwhile may have read it.
    requireSameEncoder(photo, engine.generation());
    questions.set(key, question);
    return select(client, photo, question, parameters, text);
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

async function select(
  client: Client,
  { tokenSetId }: Photo,
  { queryId, truncated }: EmbedQuestionResult,
  parameters: ScriptParameters,
  text: string,
): Promise<QuestionRelevance> {
  // Relevance does not depend on the budget, and the engine need not compute an order that nobody reads.
  const request = { tokenSetId, queryId, parameters: { ...parameters, budget: 1 } };
  const { selection } = await client.request('select', request, { lane: `figure question ${text}, selection` });
  return { relevance: selection.maps.relevance, rawRelevance: selection.maps.rawRelevance, truncated };
}

/** @throws Error if a question would be compared with tokens of another encoder, which would mean nothing */
function requireSameEncoder(photo: Photo, generation: number): void {
  if (photo.generation === generation) return;
  throw new Error('Another encoder has been opened since this photo was encoded; the question is asked again with the next photo.');
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

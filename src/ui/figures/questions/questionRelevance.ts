/**
 * The relevance of further questions: each is embedded once, and compared with a photo once. Everything that sliders move is
 * computed on the page, because the engine holds the state of one question only, the one in the panels.
 */
import type { ScriptParameters } from '../../../core/script/scriptSelection.ts';
import type { EngineClient } from '../../../engine/client.ts';
import type { EmbedQuestionResult } from '../../../engine/protocol.ts';
import { createFurtherQuestions, type QuestionEngine } from '../../../state/furtherQuestions.ts';
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

export function relevanceKey(text: string, { invert, querySource, scope }: RelevanceSettings): string {
  return JSON.stringify([text, invert, querySource, scope]);
}

/** Remembers answers per photo; a failed question is asked anew the next time. */
export function createRelevanceCache(engine: QuestionEngine): AskRelevance {
  const photos = new WeakMap<Photo, Map<string, Promise<QuestionRelevance>>>();
  const withQuestion = createFurtherQuestions(engine);

  return (photo, text, parameters) => {
    const answers = photos.get(photo) ?? new Map<string, Promise<QuestionRelevance>>();
    photos.set(photo, answers);
    const key = relevanceKey(text, parameters);
    const known = answers.get(key);
    if (known) return known;
    const answer = withQuestion(photo, text, (client, question) => select(client, photo, question, parameters, text));
    answers.set(key, answer);
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

async function select(
  client: Pick<EngineClient, 'request'>,
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

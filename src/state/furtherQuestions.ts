/**
 * Questions besides the page's own: each is embedded once, and once more where the engine has dropped it since.
 */
import { SupersededError, type EngineClient } from '../engine/client.ts';
import type { EmbedQuestionResult } from '../engine/protocol.ts';
import type { Photo } from './store.ts';

type Client = Pick<EngineClient, 'request'>;

/** The engine as this sees it. */
export interface QuestionEngine {
  /** Resolves once the client answers. */
  ready: () => Promise<void>;
  client: () => Client;
  /** Which opening of an encoder reads questions now. */
  generation: () => number;
}

/** Does something with an embedded question; an error that is none of its own doing makes it be called once more. */
export type UseQuestion<Result> = (client: Client, question: EmbedQuestionResult) => Promise<Result>;

export type WithQuestion = <Result>(photo: Pick<Photo, 'generation'>, text: string, consult: UseQuestion<Result>) => Promise<Result>;

/**
 * Photos share embedded questions: the engine keeps a limited number of them, and the question of the panels is one.
 * @returns a function that throws an Error in one sentence if the photo is of another encoder, and whatever `consult` throws
 */
export function createFurtherQuestions(engine: QuestionEngine): WithQuestion {
  const embedded = new WeakMap<Client, Map<string, EmbedQuestionResult>>();

  return async (photo, text, consult) => {
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
        return await consult(client, known);
      } catch (error) {
        if (error instanceof SupersededError) throw error;
        // Perhaps the engine has dropped the question since: it is asked once more below.
        questions.delete(key);
      }
    }
    // Lanes of its own, so that neither the panels nor another question supersedes it.
    const question = await client.request('embedQuestion', { question: text }, { lane: `further question ${text}` });
    // An encoder that was opened meanwhile may have read it.
    requireSameEncoder(photo, engine.generation());
    questions.set(key, question);
    return consult(client, question);
  };
}

/** @throws Error if a question would be compared with tokens of another encoder, which would mean nothing */
function requireSameEncoder(photo: Pick<Photo, 'generation'>, generation: number): void {
  if (photo.generation === generation) return;
  throw new Error('Another encoder has been opened since this photo was encoded; the question is asked again with the next photo.');
}

/**
 * The rows of the figure: the page's own question and those that were added, each with what it would keep.
 */
import { useEffect, useMemo, useState } from 'react';
import { keepForQuestion, pruneRanges, type PrunedRange } from '../../../core/figures/questions.ts';
import type { GreedyOrder } from '../../../core/kernels.ts';
import type { ScriptParameters } from '../../../core/methods/method.ts';
import { SupersededError } from '../../../engine/client.ts';
import { useServices } from '../../AppContext.ts';
import type { FigureInputs } from '../figureInputs.ts';
import { createRelevanceCache, relevanceKey, type QuestionRelevance } from './questionRelevance.ts';

export interface QuestionRow {
  text: string;
  /** f32[n], null while the engine has not answered. */
  relevance: Float32Array | null;
  /** u32, ascending. */
  kept: Uint32Array | null;
  /** Why there is no answer. */
  problem: string | null;
}

interface Answer {
  /** Photo, question and settings it belongs to; an answer to others is not shown. */
  photo: FigureInputs['shown']['photo'];
  key: string;
  value: QuestionRelevance | null;
  problem: string | null;
}

export function useQuestionRows(inputs: FigureInputs, added: readonly string[]): QuestionRow[] {
  const answers = useAnswers(inputs, added);
  const { shown, geometry, ranges } = inputs;
  const { parameters, photo, question, selection } = shown;
  const pruned = useMemo(() => pruneRanges(geometry, ranges, parameters), [geometry, ranges, parameters]);
  const [orders] = useState<KnownOrders>(() => new WeakMap());
  return useMemo(() => {
    const rows = added.map((text): QuestionRow => {
      const answer = answers.find((other) => other.photo === photo && other.key === relevanceKey(text, parameters));
      const relevance = answer?.value?.relevance ?? null;
      return { text, relevance, kept: relevance && keep(pruned, relevance, parameters, orders), problem: answer?.problem ?? null };
    });
    return [{ text: question.text, relevance: selection.maps.relevance, kept: selection.indices, problem: null }, ...rows];
  }, [added, answers, orders, parameters, photo, pruned, question.text, selection]);
}

/** Greedy orders by the relevance that they belong to, and the settings that they were made with. */
type KnownOrders = WeakMap<Float32Array, { key: string; orders: GreedyOrder[] }>;

/** What is kept for a relevance; the greedy order is begun anew only where epsilon or the exponent has changed. */
function keep(pruned: PrunedRange[], relevance: Float32Array, parameters: ScriptParameters, known: KnownOrders): Uint32Array {
  const key = `${parameters.epsilon} ${parameters.relevanceExponent}`;
  const earlier = known.get(relevance);
  const { kept, orders } = keepForQuestion(pruned, relevance, parameters, earlier?.key === key ? earlier.orders : undefined);
  known.set(relevance, { key, orders });
  return kept;
}

/** Asks the engine for every question that has no answer for this photo and these settings yet. */
function useAnswers({ shown }: FigureInputs, added: readonly string[]): Answer[] {
  const { controller } = useServices();
  const [askRelevance] = useState(() => createRelevanceCache(() => controller.link.client()));
  const [answers, setAnswers] = useState<Answer[]>([]);
  const { photo, parameters } = shown;
  const canAsk = shown.question.kind === 'asked' || shown.question.kind === 'empty';
  // The same object until a setting changes that relevance depends on.
  const asking = useStable(parameters, relevanceKey('', parameters));

  useEffect(() => {
    if (!canAsk) return undefined;
    let stale = false;
    const add = (answer: Answer) => {
      if (stale) return;
      setAnswers((before) => [...before.filter((other) => other.photo === photo && other.key !== answer.key), answer]);
    };
    for (const text of added) {
      const key = relevanceKey(text, asking);
      askRelevance(photo, text, asking).then(
        (value) => add({ photo, key, value, problem: null }),
        (error: unknown) => {
          if (error instanceof SupersededError) return;
          add({ photo, key, value: null, problem: error instanceof Error ? error.message : String(error) });
        },
      );
    }
    return () => {
      stale = true;
    };
  }, [added, askRelevance, asking, canAsk, photo]);

  return answers;
}

/** The value that came first with the current key. */
function useStable<Value>(value: Value, key: string): Value {
  const [held, setHeld] = useState({ value, key });
  if (held.key === key) return held.value;
  setHeld({ value, key });
  return value;
}

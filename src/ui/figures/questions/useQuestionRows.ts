/**
 * The rows of the figure: the page's own question and those that were added, each with what it would keep.
 */
import { useCallback, useEffect, useMemo, useState } from 'react';
import { beginOrders, keepForQuestion, pruneRanges, takeRanges, type QuestionOrders, type QuestionRange } from '../../../core/figures/questions.ts';
import { listRanges } from '../../../core/figures/scriptOnGeometry.ts';
import type { Sliced } from '../../../core/figures/slices.ts';
import type { ScriptParameters } from '../../../core/script/scriptSelection.ts';
import { SupersededError } from '../../../engine/client.ts';
import type { Question } from '../../../state/store.ts';
import { useServices } from '../../AppContext.ts';
import type { FigureInputs } from '../figureInputs.ts';
import { useSlicedWork, type SlicedWork } from '../useSlicedWork.ts';
import { createRelevanceCache, relevanceKey, type QuestionRelevance } from './questionRelevance.ts';

export interface QuestionRow {
  text: string;
  /** What stands above the row. */
  title: string;
  /** f32[n], null while the engine has not answered. */
  relevance: Float32Array | null;
  /** f32[n], the cosines behind it; null without a question or an answer. */
  rawRelevance: Float32Array | null;
  /** u32, ascending. */
  kept: Uint32Array | null;
  /** True while what is shown is of earlier settings. */
  isOutdated: boolean;
  /** True if the text model did not read the whole question. */
  truncated: boolean;
  /** Why there is no answer. */
  problem: string | null;
}

interface Answer {
  /** Photo, question and settings it belongs to. */
  photo: FigureInputs['shown']['photo'];
  text: string;
  key: string;
  value: QuestionRelevance | null;
  problem: string | null;
}

/** Kept tokens by the relevance that they were kept for, and the parameters of the run. */
interface KeptSets {
  parameters: ScriptParameters;
  kept: Map<Float32Array, Uint32Array>;
}

export interface QuestionRows {
  rows: QuestionRow[];
  work: SlicedWork<KeptSets>;
}

export function useQuestionRows(inputs: FigureInputs, added: readonly string[]): QuestionRows {
  const answers = useAnswers(inputs, added);
  const { photo, parameters, question, selection } = inputs.shown;
  const current = useMemo(() => added.map((text) => findAnswer(answers, photo, text, parameters)), [added, answers, parameters, photo]);
  const work = useKeptSets(inputs, current);
  const { result } = work;
  const rows = useMemo(() => {
    const first: QuestionRow = {
      text: question.text,
      title: nameQuestion(question),
      relevance: selection.maps.relevance,
      rawRelevance: selection.maps.rawRelevance,
      kept: selection.indices,
      isOutdated: false,
      truncated: question.truncated,
      problem: null,
    };
    const others = added.map((text, index): QuestionRow => {
      const { answer, problem, isOutdated } = current[index];
      const kept = (answer && result?.kept.get(answer.relevance)) ?? null;
      return {
        text,
        title: `“${text}”`,
        relevance: answer?.relevance ?? null,
        rawRelevance: answer?.rawRelevance ?? null,
        kept,
        isOutdated: isOutdated || (kept !== null && result?.parameters !== parameters),
        truncated: answer?.truncated ?? false,
        problem,
      };
    });
    return [first, ...others];
  }, [added, current, parameters, question, result, selection]);
  return { rows, work };
}

/** What the page's own question is called. */
export function nameQuestion({ kind, text }: Pick<Question, 'kind' | 'text'>): string {
  switch (kind) {
    case 'asked':
      return `“${text}”`;
    case 'brought':
      return 'The question that came with the tokens';
    case 'empty':
    case 'unreadable':
    case 'missing':
      return 'No question: every token matters alike';
    default:
      return kind satisfies never;
  }
}

interface CurrentAnswer {
  answer: QuestionRelevance | null;
  problem: string | null;
  isOutdated: boolean;
}

/** The answer for the settings of the page; until there is one, the last for the same photo and question. */
function findAnswer(answers: readonly Answer[], photo: Answer['photo'], text: string, parameters: ScriptParameters): CurrentAnswer {
  const ofQuestion = answers.filter((other) => other.photo === photo && other.text === text);
  const exact = ofQuestion.find(({ key }) => key === relevanceKey(text, parameters));
  const last = ofQuestion.findLast(({ value }) => value !== null);
  return {
    answer: exact?.value ?? last?.value ?? null,
    problem: exact?.problem ?? null,
    isOutdated: !exact?.value && last !== undefined,
  };
}

/** The final set of every answered question, in slices: orders of thousands of tokens take seconds. */
function useKeptSets({ shown, geometry }: FigureInputs, current: readonly CurrentAnswer[]): SlicedWork<KeptSets> {
  const { photo, parameters } = shown;
  const { scope } = parameters;
  // The ranges of the inputs are new with every selection, but the orders belong to these.
  const blocks = useMemo(() => takeRanges(geometry, listRanges(photo.layout, scope)), [geometry, photo.layout, scope]);
  const [orders] = useState<KnownOrders>(() => new WeakMap());
  const relevances = useMemo(() => current.flatMap(({ answer }) => answer?.relevance ?? []), [current]);
  const start = useCallback(() => keepAll(blocks, relevances, parameters, orders), [blocks, relevances, parameters, orders]);
  return useSlicedWork(start);
}

/** Greedy orders by the relevance that they belong to, and what they were made with. */
type KnownOrders = WeakMap<Float32Array, { blocks: readonly QuestionRange[]; settings: string; orders: QuestionOrders }>;

function* keepAll(
  blocks: readonly QuestionRange[],
  relevances: readonly Float32Array[],
  parameters: ScriptParameters,
  known: KnownOrders,
): Sliced<KeptSets> {
  const kept = new Map<Float32Array, Uint32Array>();
  if (relevances.length === 0) return { parameters, kept };
  const pruned = pruneRanges(blocks, parameters);
  // An order is begun anew only where epsilon, the exponent or the ranges have changed.
  const settings = `${parameters.epsilon} ${parameters.relevanceExponent}`;
  for (const [index, relevance] of relevances.entries()) {
    const earlier = known.get(relevance);
    const isUsable = earlier?.settings === settings && earlier.blocks === blocks;
    const orders = isUsable ? earlier.orders : beginOrders(blocks, relevance, parameters);
    known.set(relevance, { blocks, settings, orders });
    const run = keepForQuestion(pruned, orders);
    for (let step = run.next(); ; step = run.next()) {
      if (step.done) {
        kept.set(relevance, step.value);
        break;
      }
      yield (index + step.value) / relevances.length;
    }
  }
  return { parameters, kept };
}

/** Asks the engine for every question that has no answer for this photo and these settings yet. */
function useAnswers({ shown }: FigureInputs, added: readonly string[]): Answer[] {
  const { store, controller } = useServices();
  const [askRelevance] = useState(() =>
    createRelevanceCache({ ...controller.link, generation: () => store.getState().encoder.generation }),
  );
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
        (value) => add({ photo, text, key, value, problem: null }),
        (error: unknown) => {
          if (error instanceof SupersededError) return;
          add({ photo, text, key, value: null, problem: error instanceof Error ? error.message : String(error) });
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

import { describe, expect, it } from 'vitest';
import { beginOrders, keepForQuestion, pruneRanges, takeRanges } from '../../src/core/figures/questions.ts';
import { runToEnd } from '../../src/core/figures/slices.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { EngineError } from '../../src/engine/client.ts';
import type { QuestionEngine } from '../../src/state/furtherQuestions.ts';
import type { Photo } from '../../src/state/store.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { createRelevanceCache, refuseQuestion } from '../../src/ui/figures/questions/questionRelevance.ts';
import { describeRow, drawQuestions } from '../../src/ui/figures/questions/questionsDrawing.tsx';
import { nameQuestion, type QuestionRow } from '../../src/ui/figures/questions/useQuestionRows.ts';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

const parametersOf = (budget: number) => ({ ...DEFAULT_PARAMETERS, budget });

describe('what a question keeps', () => {
  it('is the same when the order was begun for a smaller budget, and interrupted', () => {
    const { geometry, ranges, relevanceReference } = loadFigureCase('llava15-576');
    const relevance = Float32Array.from(relevanceReference);
    const blocks = takeRanges(geometry, ranges);
    const grown = beginOrders(blocks, relevance, parametersOf(16));
    runToEnd(keepForQuestion(pruneRanges(blocks, parametersOf(16)), grown));
    // Started and left, as when a slider moves on.
    keepForQuestion(pruneRanges(blocks, parametersOf(192)), grown).next();
    const pruned = pruneRanges(blocks, parametersOf(128));
    const fresh = beginOrders(blocks, relevance, parametersOf(128));
    expect(runToEnd(keepForQuestion(pruned, grown))).toEqual(runToEnd(keepForQuestion(pruned, fresh)));
  });

  it.each(['grid-8x8', 'llava15-576', 'no-question', 'high-similarity', 'single-token'])('is what the method keeps, case %s', (name) => {
    const { geometry, ranges, relevanceReference, script, graph, dpp } = loadFigureCase(name);
    const relevance = Float32Array.from(relevanceReference);
    for (const { m, tau, gamma, p, selected, exact } of script) {
      const parameters = { ...DEFAULT_PARAMETERS, budget: m, threshold: tau, gamma, pruneRatio: p, epsilon: dpp.epsilon, graph };
      const blocks = takeRanges(geometry, ranges);
      const pruned = pruneRanges(blocks, parameters);
      const orders = beginOrders(blocks, relevance, parameters);
      const kept = runToEnd(keepForQuestion(pruned, orders));
      expect(kept).toHaveLength(m);
      if (exact) expect([...kept]).toEqual(selected);
      // An order that is already there gives the same, and is not extended.
      const picks = orders.map((order) => order.picks.length);
      expect(runToEnd(keepForQuestion(pruned, orders))).toEqual(kept);
      expect(orders.map((order) => order.picks.length)).toEqual(picks);
    }
  });

  it('is selected inside each of several views', () => {
    const { geometry, relevanceReference, perView, views, n } = loadFigureCase('views5-720');
    const ranges = Array.from({ length: views }, (_, view) => ({ start: (view * n) / views, count: n / views }));
    const relevance = Float32Array.from(relevanceReference);
    const [{ m, tau, gamma, p }] = perView;
    const parameters = { ...DEFAULT_PARAMETERS, budget: m, threshold: tau, gamma, pruneRatio: p, scope: 'per-view' as const };
    const blocks = takeRanges(geometry, ranges);
    const kept = runToEnd(keepForQuestion(pruneRanges(blocks, parameters), beginOrders(blocks, relevance, parameters)));
    expect(kept).toHaveLength(m);
    for (const { start, count } of ranges) {
      expect(kept.filter((token) => token >= start && token < start + count).length).toBeGreaterThanOrEqual(Math.floor(m / views));
    }
  });
});

const photoOf = (tokenSetId: string, generation = 0) => ({ tokenSetId, generation }) as Photo;

/** An engine that answers at once; `fails` tells which requests it refuses. */
function createEngine(fails: (kind: string) => boolean = () => false) {
  const sent: { kind: string; lane: string; queryId?: unknown; parameters?: unknown }[] = [];
  const state = { generation: 0, questions: 0 };
  const request = (kind: string, body: Record<string, unknown>, { lane }: { lane: string }) => {
    sent.push({ ...body, kind, lane });
    if (fails(kind)) return Promise.reject(new EngineError('No engine.'));
    if (kind === 'embedQuestion') {
      state.questions += 1;
      return Promise.resolve({ queryId: `query-${state.questions}`, truncated: String(body['question']).length > 20 });
    }
    const relevance = Float32Array.of(Number(String(body['queryId']).slice('query-'.length)), 0);
    return Promise.resolve({ selection: { maps: { relevance, rawRelevance: null } } });
  };
  // Only what the cache reads is answered.
  const client = { request } as unknown as ReturnType<QuestionEngine['client']>;
  const engine = { ready: () => Promise.resolve(), client: () => client, generation: () => state.generation };
  return { sent, state, engine, kinds: () => sent.map(({ kind }) => kind) };
}

describe('asking for relevance', () => {
  const parameters = { ...DEFAULT_PARAMETERS, budget: 4 };

  it('happens once per photo, question and reading of it, and embeds a question once', async () => {
    const { engine, kinds, sent } = createEngine();
    const ask = createRelevanceCache(engine);
    const photo = photoOf('a');
    const first = await ask(photo, 'cat?', parameters);
    expect([...first.relevance]).toEqual([1, 0]);
    expect(first.truncated).toBe(false);
    // The same array, by which the greedy order is found again.
    expect((await ask(photo, 'cat?', { ...parameters, threshold: 0.9, budget: 2 })).relevance).toBe(first.relevance);
    expect(kinds()).toEqual(['embedQuestion', 'select']);
    await ask(photo, 'cat?', { ...parameters, invert: true });
    await ask(photoOf('b'), 'cat?', parameters);
    expect(kinds()).toEqual(['embedQuestion', 'select', 'select', 'select']);
    expect(sent[1]).toMatchObject({ parameters: { threshold: 0.5, budget: 1 } });
  });

  it('gives every question lanes of its own, and says what was cut off', async () => {
    const { engine, sent } = createEngine();
    const ask = createRelevanceCache(engine);
    const photo = photoOf('a');
    await Promise.all([ask(photo, 'cat?', parameters), ask(photo, 'dog?', parameters)]);
    expect(new Set(sent.map(({ lane }) => lane)).size).toBe(4);
    expect((await ask(photo, 'a question that is too long?', parameters)).truncated).toBe(true);
  });

  it('asks again after a failure', async () => {
    let broken = true;
    const { engine } = createEngine(() => broken);
    const ask = createRelevanceCache(engine);
    const photo = photoOf('a');
    await expect(ask(photo, 'cat?', parameters)).rejects.toThrow('No engine.');
    broken = false;
    await expect(ask(photo, 'cat?', parameters)).resolves.toMatchObject({ rawRelevance: null });
  });

  it('embeds a question anew that the engine has dropped', async () => {
    let dropped = false;
    const { engine, kinds, state } = createEngine((kind) => kind === 'select' && dropped && state.questions === 1);
    const ask = createRelevanceCache(engine);
    await ask(photoOf('a'), 'cat?', parameters);
    dropped = true;
    expect([...(await ask(photoOf('b'), 'cat?', parameters)).relevance]).toEqual([2, 0]);
    expect(kinds()).toEqual(['embedQuestion', 'select', 'select', 'embedQuestion', 'select']);
  });

  it('embeds a question anew for another encoder, and never compares it with tokens of a former one', async () => {
    const { engine, kinds, state } = createEngine();
    const ask = createRelevanceCache(engine);
    await ask(photoOf('a', 0), 'cat?', parameters);
    state.generation = 1;
    await expect(ask(photoOf('b', 0), 'cat?', parameters)).rejects.toThrow('Another encoder');
    expect(kinds()).toEqual(['embedQuestion', 'select']);
    await ask(photoOf('c', 1), 'cat?', parameters);
    expect(kinds()).toEqual(['embedQuestion', 'select', 'embedQuestion', 'select']);
  });

  it('drops an answer that an encoder gave which was opened meanwhile', async () => {
    const { engine, state, kinds } = createEngine((kind) => {
      if (kind === 'embedQuestion') state.generation = 1;
      return false;
    });
    await expect(createRelevanceCache(engine)(photoOf('a', 0), 'cat?', parameters)).rejects.toThrow('Another encoder');
    expect(kinds()).toEqual(['embedQuestion']);
  });

  it('refuses what is empty, there already or too much', () => {
    expect(refuseQuestion('  ', [])).toBe('Type a question first.');
    expect(refuseQuestion(' CAT? ', ['cat?'])).toContain('already');
    expect(refuseQuestion('g', ['a', 'b', 'c', 'd', 'e', 'f'])).toContain('holds 6 questions');
    expect(refuseQuestion('dog?', ['cat?'])).toBeNull();
  });
});

const rowOf = (text: string, part: Partial<QuestionRow> = {}): QuestionRow => ({
  text,
  title: `“${text}”`,
  relevance: null,
  rawRelevance: null,
  kept: null,
  isOutdated: false,
  truncated: false,
  problem: null,
  ...part,
});

describe('the words below a question', () => {
  const relevance = Float32Array.of(0, 1, 0.5, 0);
  const first = rowOf('first?', { relevance, kept: Uint32Array.of(0, 1) });

  it('count what is kept, and compare it with the first', () => {
    const row = rowOf('cat?', { relevance, rawRelevance: Float32Array.of(-0.25, 0.5, 0, 0), kept: Uint32Array.of(1, 2) });
    expect(describeRow(row, first, 4)).toBe('2 of 4 tokens. Overlap (IoU) with the first question 0.33. Cosines −0.25 … 0.50.');
    expect(describeRow(first, null, 4)).toBe('2 of 4 tokens.');
    expect(describeRow({ ...row, rawRelevance: null, isOutdated: true }, first, 4)).toBe('2 of 4 tokens. Not up to date yet.');
    expect(describeRow({ ...first, truncated: true }, null, 4)).toContain('cut off');
  });

  it('say what is under way or went wrong, beside the last result', () => {
    expect(describeRow(rowOf('cat?'), first, 4)).toBe('Reading the question …');
    expect(describeRow(rowOf('cat?', { problem: 'It broke.' }), first, 4)).toBe('It broke.');
    expect(describeRow(rowOf('cat?', { relevance }), first, 4)).toBe('Choosing the tokens …');
    expect(describeRow({ ...first, problem: 'It broke.', isOutdated: true }, null, 4)).toBe('It broke. 2 of 4 tokens. Not up to date yet.');
  });

  it('name the question of the page by where it came from', () => {
    expect(nameQuestion({ kind: 'asked', text: 'cat?' })).toBe('“cat?”');
    expect(nameQuestion({ kind: 'brought', text: '' })).toContain('came with the tokens');
    expect(nameQuestion({ kind: 'empty', text: '' })).toContain('No question');
  });
});

describe('the drawing', () => {
  it('is the same bytes every time, with an answer, without one, and with a problem', async () => {
    const { n, layout, relevanceReference, script } = loadFigureCase('grid-8x8');
    const relevance = Float32Array.from(relevanceReference);
    const rows = [
      rowOf('Is there a grid?', { relevance, rawRelevance: relevance.map((value) => value / 4 - 0.1), kept: Uint32Array.from(script[0].selected) }),
      rowOf('A question that is so long that it takes several lines and is cut off in the end, because there is no room', {
        relevance: relevance.map((value) => 1 - value),
        kept: Uint32Array.of(1, 2, 3),
        truncated: true,
      }),
      rowOf('waiting?'),
      rowOf('broken?', { problem: 'The engine stopped.' }),
    ];
    const options = { n, layout, table: colourTable('inferno'), opacity: 0.7, style: LIGHT_STYLE };
    await expect(drawSheet((width) => drawQuestions(rows, options, width))).toMatchFileSnapshot('snapshots/questions.svg');
  });
});

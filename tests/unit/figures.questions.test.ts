import { describe, expect, it } from 'vitest';
import { keepForQuestion, pruneRanges } from '../../src/core/figures/questions.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/methods/scriptParameters.ts';
import type { Photo } from '../../src/state/store.ts';
import { LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { createRelevanceCache, refuseQuestion } from '../../src/ui/figures/questions/questionRelevance.ts';
import { drawQuestions } from '../../src/ui/figures/questions/questionsDrawing.tsx';
import { colourTable } from '../../src/ui/paint/colourMaps.ts';
import { drawSheet, loadFigureCase } from '../support/figures.tsx';

describe('what a question keeps', () => {
  it.each(['grid-8x8', 'llava15-576', 'no-question', 'high-similarity', 'single-token'])('is what the method keeps, case %s', (name) => {
    const { geometry, ranges, relevanceReference, script, graph, dpp } = loadFigureCase(name);
    const relevance = Float32Array.from(relevanceReference);
    for (const { m, tau, gamma, p, selected, exact } of script) {
      const parameters = { ...DEFAULT_PARAMETERS, budget: m, threshold: tau, gamma, pruneRatio: p, epsilon: dpp.epsilon, graph };
      const pruned = pruneRanges(geometry, ranges, parameters);
      const { kept, orders } = keepForQuestion(pruned, relevance, parameters);
      expect(kept).toHaveLength(m);
      if (exact) expect([...kept]).toEqual(selected);
      // An order that is already there gives the same.
      expect(keepForQuestion(pruned, relevance, parameters, orders).kept).toEqual(kept);
    }
  });

  it('is selected inside each of several views', () => {
    const { geometry, relevanceReference, perView, views, n } = loadFigureCase('views5-720');
    const ranges = Array.from({ length: views }, (_, view) => ({ start: (view * n) / views, count: n / views }));
    const relevance = Float32Array.from(relevanceReference);
    const [{ m, tau, gamma, p }] = perView;
    const parameters = { ...DEFAULT_PARAMETERS, budget: m, threshold: tau, gamma, pruneRatio: p, scope: 'per-view' as const };
    const { kept } = keepForQuestion(pruneRanges(geometry, ranges, parameters), relevance, parameters);
    expect(kept).toHaveLength(m);
    for (const { start, count } of ranges) {
      expect(kept.filter((token) => token >= start && token < start + count).length).toBeGreaterThanOrEqual(Math.floor(m / views));
    }
  });
});

const photoOf = (tokenSetId: string) => ({ tokenSetId }) as Photo;

function createClient(fails: () => boolean = () => false) {
  const sent: string[] = [];
  const request = (kind: string, body: Record<string, unknown>, { lane }: { lane: string }) => {
    sent.push(`${kind} ${lane}`);
    if (fails()) return Promise.reject(new Error('No engine.'));
    if (kind === 'embedQuestion') return Promise.resolve({ queryId: `query ${String(body['question'])}` });
    const relevance = Float32Array.of(String(body['queryId']).length, 0);
    return Promise.resolve({ selection: { maps: { relevance, rawRelevance: null } } });
  };
  // Only what the cache reads is answered.
  return { sent, client: () => ({ request }) as unknown as ReturnType<Parameters<typeof createRelevanceCache>[0]> };
}

describe('asking for relevance', () => {
  const parameters = { ...DEFAULT_PARAMETERS, budget: 4 };
  it('happens once per photo, question and reading of it', async () => {
    const { sent, client } = createClient();
    const ask = createRelevanceCache(client);
    const photo = photoOf('a');
    const first = await ask(photo, 'cat?', parameters);
    expect([...first.relevance]).toEqual(['query cat?'.length, 0]);
    await ask(photo, 'cat?', { ...parameters, threshold: 0.9, budget: 2 });
    expect(sent).toHaveLength(2);
    await ask(photo, 'cat?', { ...parameters, invert: true });
    await ask(photoOf('b'), 'cat?', parameters);
    expect(sent).toHaveLength(6);
    expect(new Set(sent).size).toBe(2);
  });

  it('asks again after a failure', async () => {
    let fails = true;
    const { client } = createClient(() => fails);
    const ask = createRelevanceCache(client);
    const photo = photoOf('a');
    await expect(ask(photo, 'cat?', parameters)).rejects.toThrow('No engine.');
    fails = false;
    await expect(ask(photo, 'cat?', parameters)).resolves.toMatchObject({ rawRelevance: null });
  });

  it('refuses what is empty, there already or too much', () => {
    expect(refuseQuestion('  ', [])).toBe('Type a question first.');
    expect(refuseQuestion(' CAT? ', ['cat?'])).toContain('already');
    expect(refuseQuestion('g', ['a', 'b', 'c', 'd', 'e', 'f'])).toContain('holds 6 questions');
    expect(refuseQuestion('dog?', ['cat?'])).toBeNull();
  });
});

describe('the drawing', () => {
  it('is the same bytes every time, with an answer, without one, and with a problem', async () => {
    const { n, layout, relevanceReference, script } = loadFigureCase('grid-8x8');
    const relevance = Float32Array.from(relevanceReference);
    const rows = [
      { text: 'Is there a grid?', relevance, kept: Uint32Array.from(script[0].selected), problem: null },
      { text: 'A question that is so long that it takes several lines and is cut off in the end, because there is no room', relevance: relevance.map((value) => 1 - value), kept: Uint32Array.of(1, 2, 3), problem: null },
      { text: 'waiting?', relevance: null, kept: null, problem: null },
      { text: 'broken?', relevance: null, kept: null, problem: 'The engine stopped.' },
    ];
    const options = { n, layout, table: colourTable('inferno'), opacity: 0.7, style: LIGHT_STYLE };
    await expect(drawSheet((width) => drawQuestions(rows, options, width))).toMatchFileSnapshot('snapshots/questions.svg');
  });
});

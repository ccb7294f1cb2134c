/**
 * Script as the paper reads (section 4): graph-structured pruning, query-conditioned semantic pruning, their intersection.
 */
import { runScript } from '../script/runScript.ts';
import { DEFAULT_PARAMETERS, PRESETS } from '../script/scriptParameters.ts';
import { FATES, type Fate, type ScriptSelection } from '../script/scriptSelection.ts';
import { defineMethod } from './method.ts';
import type { MethodPart } from './part.ts';
import { SCRIPT_SCHEMA } from './scriptSchema.ts';

const ROLES = { both: 'among the first m picks', extended: 'found by walking on', filled: 'filled in by relevance' } as const;

export const script = defineMethod({
  id: 'script',
  title: 'Script',
  family: 'Script',
  source: 'Script: Graph-Structured and Query-Conditioned Semantic Token Pruning for Multimodal LLMs, section 4',
  summary: 'Keeps what both of its parts keep: tokens that repeat no others on a bipartite similarity graph, and a diverse set that matters for the question.',
  scope: ({ scope }) => scope,
  needs: [],
  parameters: SCRIPT_SCHEMA,
  presets: PRESETS.map(({ title, threshold, gamma }) => ({ title, parameters: { threshold, gamma } })),
  async select(part, values) {
    const selection = await runScriptOn(part, values);
    for (const warning of selection.warnings) part.note(warning);
    return {
      kept: selection.indices,
      roles: Object.entries(ROLES).map(([fate, title]) => ({ title, tokens: listTokens(selection, fate as keyof typeof ROLES) })),
      ranking: { title: 'normalized relevance', values: selection.maps.relevance },
      trace: { order: selection.trace.order, values: selection.trace.gains },
    };
  },
});

type Values = Omit<Parameters<typeof runScript>[1], 'budget' | 'scope'>;

/** Script on one range of tokens: what the framework divides is not divided again. */
export async function runScriptOn(part: MethodPart, values: Partial<Values>): Promise<ScriptSelection> {
  const range = { start: 0, count: part.n };
  const context = { n: part.n, parts: [{ range, workspace: await part.workspace('tokens') }], query: part.question, signal: part.signal };
  return runScript(context, { ...DEFAULT_PARAMETERS, ...values, budget: part.budget, scope: 'joint' });
}

function listTokens({ fate }: ScriptSelection, wanted: Fate): number[] {
  const code = FATES.indexOf(wanted);
  return Array.from(fate.keys()).filter((token) => fate[token] === code);
}

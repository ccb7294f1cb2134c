/**
 * The tuning sweep of the page without the page: cells of a plan on own tokens, a photo or a folder of photos.
 */
import { toCsv } from '../core/figures/dataTable.ts';
import type { Kernels } from '../core/kernels.ts';
import { isComparable } from '../core/methods/context.ts';
import { openParts, toWorkspaceSource, type OpenPart } from '../core/openParts.ts';
import { findTokensInside } from '../core/regions.ts';
import { CellEvaluator, type TuningBase } from '../core/tuning/cellEvaluator.ts';
import { parsePlan, type TuningPlan } from '../core/tuning/plan.ts';
import type { CellReadouts } from '../core/tuning/readouts.ts';
import { toPlainTuning, toTuningTable, type TuningSubject } from '../core/tuning/results.ts';
import type { Query } from '../core/tokens.ts';
import { InputError } from './inputError.ts';
import type { Source } from './runs.ts';
import type { SweepOptions } from './sweepOptions.ts';

interface Asked {
  question: string;
  query: Query | null;
}

/** One image with all questions, or why it cannot be swept. */
export type SweepSource = { name: string; asked: readonly Asked[] } & ({ source: Source; problem?: undefined } | { source?: undefined; problem: string });

interface SweepWork {
  run: SweepOptions;
  budgetFor: (n: number) => number;
  asTable: boolean;
}

/**
 * The text of the result: JSON, or CSV with a row for every image, question and cell.
 * @throws RangeError or InputError for a plan that cannot be read or does not fit the tokens, or if no image can be swept
 */
export async function sweepSources(kernels: Kernels, sources: AsyncIterable<SweepSource>, { run, budgetFor, asTable }: SweepWork): Promise<string> {
  const subjects: TuningSubject[] = [];
  let known: { plan: TuningPlan; base: TuningBase } | null = null;
  for await (const { name, source, asked, problem } of sources) {
    if (source === undefined) {
      subjects.push(...asked.map(({ question }) => ({ image: name, question, n: null, regionTokens: null, cells: [], problem })));
      continue;
    }
    // What the plan leaves out is the same for all images, also where their numbers of tokens differ.
    known ??= readPlan(run, budgetFor(source.tokens.rows), source.grid.views);
    const { plan, base } = known;
    for (const each of asked) subjects.push({ image: name, question: each.question, ...(await sweepOne(kernels, source, each.query, { plan, base, run })) });
  }
  if (!known) throw new InputError(`None of the images could be swept; the first one: ${subjects[0]?.problem ?? 'there is none'}`);
  const results = { plan: known.plan, subjects };
  const { kind, adapter } = kernels.device;
  return asTable ? toCsv(toTuningTable(results)) : `${JSON.stringify({ device: { kind, adapter }, parameters: known.base, regions: run.regions, ...toPlainTuning(results) })}\n`;
}

function readPlan({ sweep, parametersFor }: SweepOptions, budget: number, views: number): { plan: TuningPlan; base: TuningBase } {
  const { threshold, gamma, pruneRatio, ...base } = parametersFor(views);
  return { base, plan: parsePlan(sweep, { threshold, gamma, pruneRatio, budget }) };
}

interface Grid {
  plan: TuningPlan;
  base: TuningBase;
  run: SweepOptions;
}

async function sweepOne(kernels: Kernels, source: Source, query: Query | null, { plan, base, run }: Grid): Promise<Pick<TuningSubject, 'n' | 'regionTokens' | 'cells' | 'problem'>> {
  const n = source.tokens.rows;
  const { layout } = source.about;
  if (run.regions.length > 0 && !layout) throw new InputError('--region needs to know where tokens lie; state the grid of own tokens as --rows and --cols.');
  const regionTokens = layout ? findTokensInside(layout, run.regions) : new Uint32Array(0);
  const features = toWorkspaceSource(source);
  const whole = await openParts(kernels, features, 1);
  const parts = base.scope === 'joint' || source.grid.views === 1 ? whole : await openParts(kernels, features, source.grid.views);
  try {
    // Without joint embeddings there is nothing that a question could be compared with.
    const context = { n, parts, whole: whole[0].workspace, query: source.joint && query, base, plan, regionTokens, isComparable: isComparable(n) };
    return { n, regionTokens: regionTokens.length, cells: await evaluateAll(new CellEvaluator(context)), problem: null };
  } finally {
    close([...new Set([...whole, ...parts])]);
  }
}

async function evaluateAll(evaluator: CellEvaluator): Promise<CellReadouts[]> {
  const { signal } = new AbortController();
  const cells: CellReadouts[] = [];
  for (let index = 0; index < evaluator.cellCount; index++) cells.push(await evaluator.evaluate(index, signal));
  return cells;
}

function close(parts: readonly OpenPart[]): void {
  for (const { workspace } of parts) workspace.destroy();
}

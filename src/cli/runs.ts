/**
 * What the headless program computes on a token set: Script in full detail, any other method, or a comparison of several.
 */
import { toCsv } from '../core/figures/dataTable.ts';
import { runToEnd } from '../core/figures/slices.ts';
import { toExport, toSelectionExport, type ExportedResult } from '../core/exportResult.ts';
import type { Kernels } from '../core/kernels.ts';
import { readClassAttention } from '../core/methods/extraRows.ts';
import { MissingInputError } from '../core/methods/inputs.ts';
import type { Selection } from '../core/methods/method.ts';
import { readValues } from '../core/methods/parameters.ts';
import { requireComparable, type MethodContext } from '../core/methods/context.ts';
import { runMethod } from '../core/methods/runMethod.ts';
import { TokenSpaces } from '../core/methods/tokenSpaces.ts';
import { openParts, toWorkspaceSource } from '../core/openParts.ts';
import { chooseQueryRows } from '../core/queryVector.ts';
import { measureSelection } from '../core/scoreCard/scoreCard.ts';
import { toPlainScores, toScoreTable, type ScoreRow } from '../core/scoreCard/scoreTable.ts';
import { runScript } from '../core/script/runScript.ts';
import { checkParameters } from '../core/script/scriptParameters.ts';
import type { ExtraTensor, Grid, Matrix, Query } from '../core/tokens.ts';
import { listViewGrids } from '../core/scoreCard/spatialSpread.ts';
import type { ChosenMethod, RunOptions } from './options.ts';

/** Tokens from a file or from a photo, with all that came with them. */
export interface Source {
  tokens: Matrix;
  joint: Matrix | null;
  query: Query | null;
  grid: Grid;
  extras: Record<string, ExtraTensor>;
  /** Sentences about guesses made while reading. */
  notices: string[];
  /** What the export says about where the tokens came from. */
  about: Pick<ExportedResult, 'question' | 'image' | 'layout'>;
}

type Run<Kind extends RunOptions['kind']> = Extract<RunOptions, { kind: Kind }>;

/**
 * The text of the result: JSON, or CSV for a comparison that asks for it.
 * @throws RangeError, MissingInputError or TensorFileError for what cannot be done with these tokens
 */
export async function computeResult(kernels: Kernels, source: Source, budget: number, run: RunOptions, asTable: boolean): Promise<string> {
  switch (run.kind) {
    case 'script':
      return toJson(await runScriptInDetail(kernels, source, budget, run));
    case 'method':
      return toJson(await withContext(kernels, source, run.allowStandIns, (opened) => runOne(kernels, source, budget, run, opened)));
    case 'compare': {
      const compared = await withContext(kernels, source, run.allowStandIns, (opened) => compareMethods(source, budget, run, opened));
      return asTable ? toCsv(toScoreTable(compared.map(({ row }) => row))) : toJson(describeComparison(kernels, source, budget, compared));
    }
    default:
      return run satisfies never;
  }
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}

async function runScriptInDetail(kernels: Kernels, source: Source, budget: number, { parametersFor, orderLength }: Run<'script'>): Promise<ExportedResult> {
  const { tokens, query, grid, notices, about } = source;
  const parameters = { ...parametersFor(grid.views), budget };
  checkParameters(parameters, tokens.rows);
  const parts = await openParts(kernels, toWorkspaceSource(source), parameters.scope === 'joint' ? 1 : grid.views);
  const selection = await runScript({ n: tokens.rows, parts, query, orderLength }, parameters);
  for (const { workspace } of parts) workspace.destroy();
  const warnings = [...notices, ...selection.warnings];
  return toExport({ ...selection, warnings }, { d: tokens.cols, device: kernels.device, parameters, ...about });
}

interface Opened {
  context: MethodContext;
  spaces: TokenSpaces;
}

async function withContext<Result>(kernels: Kernels, source: Source, allowStandIns: boolean, work: (opened: Opened) => Promise<Result>): Promise<Result> {
  const { tokens, grid, extras } = source;
  const spaces = new TokenSpaces(kernels, { source: toWorkspaceSource(source), grid, extras });
  // Without joint embeddings there is nothing that a question could be compared with.
  const query = source.joint === null ? null : source.query;
  const context = { n: tokens.rows, grid, extras, query, allowStandIns, openSpace: spaces.open.bind(spaces) };
  try {
    return await work({ context, spaces });
  } finally {
    await spaces.destroy();
  }
}

async function runOne(kernels: Kernels, { tokens, notices, about }: Source, budget: number, { chosen }: Run<'method'>, { context }: Opened) {
  const { selection, milliseconds } = await runTimed(chosen, budget, context);
  const parameters = readValues(chosen.method.parameters, chosen.parameters);
  const notes = [...notices, ...selection.notes];
  return toSelectionExport({ ...selection, notes }, { d: tokens.cols, device: kernels.device, parameters, milliseconds, ...about });
}

async function runTimed({ method, parameters }: ChosenMethod, budget: number, context: MethodContext): Promise<{ selection: Selection; milliseconds: number }> {
  // Similarities are shared by all methods and no part of their time.
  await context.openSpace('tokens', 'joint').then(([{ workspace }]) => workspace.similarityHistogram(1));
  const start = performance.now();
  const selection = await runMethod(method, context, { budget, parameters });
  return { selection, milliseconds: performance.now() - start };
}

interface Compared {
  chosen: ChosenMethod;
  row: ScoreRow;
  /** null where the method did not run. */
  selection: Selection | null;
}

async function compareMethods(source: Source, budget: number, { chosen }: Run<'compare'>, { context, spaces }: Opened): Promise<Compared[]> {
  requireComparable(context.n, 'The measures');
  const [{ workspace }] = await spaces.open('tokens', 'joint');
  const question = chooseQueryRows(context.query, 'pooled');
  const relevance = question && (await workspace.computeRelevance(question, false)).normalized;
  const attention = readClassAttention(source.extras, context.n);
  const compared: Compared[] = [];
  for (const one of chosen) {
    const { id, title } = one.method;
    await spaces.forget();
    try {
      const { selection, milliseconds } = await runTimed(one, budget, context);
      const inputs = { kept: selection.indices, relevance, attention, views: listViewGrids(source.grid), milliseconds };
      const card = runToEnd(measureSelection(await workspace.readGeometry(), inputs));
      compared.push({ chosen: one, selection, row: { id, title, outcome: { kind: 'card', card, kept: selection.indices } } });
    } catch (error) {
      if (!(error instanceof RangeError || error instanceof MissingInputError)) throw error;
      compared.push({ chosen: one, selection: null, row: { id, title, outcome: { kind: 'refusal', sentence: error.message } } });
    }
  }
  return compared;
}

function describeComparison(kernels: Kernels, { tokens, notices, about }: Source, budget: number, compared: readonly Compared[]) {
  const { methods, overlap } = toPlainScores(compared.map(({ row }) => row));
  const { kind, adapter } = kernels.device;
  return {
    n: tokens.rows,
    d: tokens.cols,
    budget,
    device: { kind, adapter },
    methods: methods.map((scores, index) => {
      const { chosen, selection } = compared[index];
      return {
        ...scores,
        parameters: readValues(chosen.method.parameters, chosen.parameters),
        selected: selection && Array.from(selection.indices),
        extraTokens: selection?.extraTokens ?? [],
        standIns: selection?.standIns ?? [],
        notes: selection?.notes ?? [],
      };
    }),
    overlap,
    notices,
    ...about,
  };
}

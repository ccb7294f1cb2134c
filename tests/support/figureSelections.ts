/** What the page would show of a golden case: its selection on the CPU, and the ranges it was made in. */
import { createCpuKernels } from '../../src/core/cpu/cpuKernels.ts';
import { listRanges } from '../../src/core/figures/scriptOnGeometry.ts';
import type { Scope, ScriptParameters, ScriptSelection } from '../../src/core/script/scriptSelection.ts';
import { runScript } from '../../src/core/script/runScript.ts';
import { DEFAULT_PARAMETERS } from '../../src/core/script/scriptParameters.ts';
import { openParts } from '../../src/core/openParts.ts';
import type { TokenRange } from '../../src/core/tokens.ts';
import type { FigureCase } from './figures.tsx';

export interface SelectedCase {
  selection: ScriptSelection;
  parameters: ScriptParameters;
  ranges: TokenRange[];
}

/** The parameters of a golden setting, with the names of the golden files. */
export interface NamedSetting {
  m: number;
  tau: number;
  gamma: number;
  p: number;
}

export async function selectCase(golden: FigureCase, { m, tau, gamma, p }: NamedSetting, scope: Scope = 'joint'): Promise<SelectedCase> {
  const { n, d, tokens, joint, query, invert, graph, dpp, views } = golden;
  const parameters: ScriptParameters = {
    ...DEFAULT_PARAMETERS,
    budget: m,
    threshold: tau,
    gamma,
    pruneRatio: p,
    epsilon: dpp.epsilon,
    invert,
    graph,
    scope,
    querySource: 'mean',
  };
  const source = { n, d, tokens: tokens.data, joint: { e: joint.cols, data: joint.data } };
  const parts = await openParts(createCpuKernels(), source, scope === 'joint' ? 1 : views);
  const selection = await runScript({ n, parts, query }, parameters);
  for (const { workspace } of parts) workspace.destroy();
  const perView = Array.from({ length: views }, (_, view) => ({ offset: (view * n) / views, rows: n / views, cols: 1 }));
  return { selection, parameters, ranges: listRanges({ views: perView }, scope) };
}

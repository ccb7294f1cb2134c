/**
 * What figures are computed from: everything on screen, the geometry of its tokens, and the ranges it was selected in.
 */
import { listRanges } from '../../core/figures/scriptOnGeometry.ts';
import type { TokenGeometry } from '../../core/kernels.ts';
import type { TokenRange } from '../../core/tokens.ts';
import type { Shown } from '../../state/store.ts';
import { formatNumber } from '../format.ts';

export interface FigureInputs {
  shown: Shown;
  geometry: TokenGeometry;
  /** The ranges in which tokens were selected: one for the joint scope, one per view otherwise. */
  ranges: TokenRange[];
}

export interface FigureProps {
  inputs: FigureInputs;
}

export function toInputs(shown: Shown, geometry: TokenGeometry): FigureInputs {
  return { shown, geometry, ranges: listRanges(shown.photo.layout, shown.parameters.scope) };
}

/** The settings behind a figure in one line, for its caption: photo, question, parameters. */
export function describeSettings({ photo, question, parameters }: Shown): string {
  const { budget, threshold, gamma, pruneRatio, epsilon, graph, invert } = parameters;
  const values = [
    photo.name,
    ...(question.text === '' ? [] : [`“${question.text}”`]),
    `n = ${photo.n}`,
    `m = ${budget}`,
    `τ = ${formatNumber(threshold, 2)}`,
    `γ = ${formatNumber(gamma, 1)}`,
    `p = ${formatNumber(pruneRatio, 2)}`,
    `ε = ${epsilon.toExponential(0).replace('-', '−')}`,
    ...(graph === 'full' ? ['full graph'] : []),
    ...(invert ? ['relevance inverted'] : []),
  ];
  return values.join(', ');
}

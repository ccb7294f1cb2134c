/**
 * How the rows of Table 5 and their measures are called and written.
 */
import { ROW_MODULES, type AblationModule, type AblationRow, type SetMeasures } from '../../../core/figures/ablation.ts';
import { formatNumber, formatPercent } from '../../format.ts';

export const MODULES: readonly AblationModule[] = ['GSP', 'QCRS', 'DPP'];

export interface RowText {
  title: string;
  /** What is kept, in a few words. */
  rule: string;
}

export const ROW_TEXTS: Record<AblationRow, RowText> = {
  none: { title: 'None', rule: 'm tokens at random' },
  gsp: { title: 'GSP', rule: 'the m lowest scores' },
  qcrs: { title: 'QCRS', rule: 'the m most relevant' },
  'gsp-qcrs': { title: 'GSP + QCRS', rule: 'most relevant survivors' },
  'qcrs-dpp': { title: 'QCRS + DPP', rule: 'greedy order with p = 0' },
  all: { title: 'All three', rule: 'Script, as on this page' },
};

export function usesModule(row: AblationRow, module: AblationModule): boolean {
  return ROW_MODULES[row].includes(module);
}

export interface MeasureText {
  id: string;
  /** In the lists below the maps. */
  title: string;
  /** Above the charts. */
  heading: string;
  /** Below the heading: what the number is. */
  note: string;
  read: (measures: SetMeasures) => number;
  format: (value: number) => string;
  /** Charts begin at zero; others span what there is. */
  fromZero: boolean;
}

/** @param relevanceExponent [a], exponent of r on either side of S */
export function listMeasures(relevanceExponent: number): MeasureText[] {
  const factor = relevanceExponent === 0.5 ? '' : `${Number((2 * relevanceExponent).toFixed(2))} `;
  const relevanceTerm = `${factor}Σ ln r`;
  return [
    {
      id: 'overlap',
      title: 'overlap (IoU)',
      heading: 'Overlap with Script',
      note: 'intersection over union',
      read: ({ overlap }) => overlap,
      format: (value) => formatNumber(value, 2),
      fromZero: true,
    },
    {
      id: 'relevance-mass',
      title: 'relevance mass',
      heading: 'Relevance mass',
      note: 'kept share of Σ r',
      read: ({ relevanceMass }) => relevanceMass,
      format: (value) => formatPercent(value, 1),
      fromZero: true,
    },
    {
      id: 'coverage',
      title: 'coverage',
      heading: 'Coverage',
      note: 'mean best cosine',
      read: ({ coverage }) => coverage,
      format: (value) => formatNumber(value, 3),
      fromZero: false,
    },
    {
      id: 'relevance-term',
      title: relevanceTerm,
      heading: 'log det: relevance',
      note: relevanceTerm,
      read: ({ logDeterminant }) => logDeterminant.relevance,
      format: (value) => formatNumber(value, 1),
      fromZero: false,
    },
    {
      id: 'diversity-term',
      title: 'ln det S',
      heading: 'log det: diversity',
      note: 'ln det S',
      read: ({ logDeterminant }) => logDeterminant.diversity,
      format: (value) => formatNumber(value, 1),
      fromZero: false,
    },
  ];
}

/** Why a log determinant is minus infinity, where one is. */
export function explainInfinities(measures: readonly SetMeasures[]): string[] {
  const has = (term: 'relevance' | 'diversity') => measures.some(({ logDeterminant }) => logDeterminant[term] === -Infinity);
  return [
    ...(has('relevance') ? ['Σ ln r is −∞ where a kept token has r = 0: such a token adds nothing to the kernel, which is then singular.'] : []),
    ...(has('diversity') ? ['ln det S is −∞ where kept tokens repeat each other so closely that S of them is singular.'] : []),
  ];
}

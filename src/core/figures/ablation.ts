/**
 * Table 5 on one photo: what each combination of the three modules keeps, and measures of what it kept.
 */
import { assignToKeptInSlices } from '../scoreCard/keptAssignment.ts';
import { coverage, measureLogDeterminant, overlap, shareKept, takeAmong, type LogDeterminantTerms } from '../scoreCard/measures.ts';
import { selectFinal } from '../script/finalSelection.ts';
import { rankDescending } from '../ranking.ts';
import type { ScriptSelection, ScriptParameters } from '../script/scriptSelection.ts';
import type { TokenRange } from '../tokens.ts';
import { rankRandomly } from './graphComparison.ts';
import { keepAfter, splitSelection, type PartedSelection, type SelectionPart } from './selectionParts.ts';
import { scaleProgress, type Sliced } from './slices.ts';

export type AblationModule = 'GSP' | 'QCRS' | 'DPP';

/** Rows of Table 5 in its order. `all` is Script as the page runs it. */
export const ABLATION_ROWS = ['none', 'gsp', 'qcrs', 'gsp-qcrs', 'qcrs-dpp', 'all'] as const;
export type AblationRow = (typeof ABLATION_ROWS)[number];

export const ROW_MODULES: Record<AblationRow, readonly AblationModule[]> = {
  none: [],
  gsp: ['GSP'],
  qcrs: ['QCRS'],
  'gsp-qcrs': ['GSP', 'QCRS'],
  'qcrs-dpp': ['QCRS', 'DPP'],
  all: ['GSP', 'QCRS', 'DPP'],
};

/** What the paper measured with LLaVA-1.5-7B and 16 tokens on average: scores, accuracy and relative accuracy in percent. */
export interface PaperAblation {
  pope: number;
  mme: number;
  gqa: number;
  sqa: number;
  accuracy: number;
  relative: number;
}

/** Table 5. */
export const PAPER_ABLATION: Record<AblationRow, PaperAblation> = {
  none: { pope: 49.92, mme: 695.7, gqa: 38.69, sqa: 63.76, accuracy: 46.78, relative: 63.73 },
  gsp: { pope: 52.85, mme: 758.23, gqa: 40.86, sqa: 63.86, accuracy: 48.87, relative: 66.58 },
  qcrs: { pope: 77.2, mme: 1225.27, gqa: 45.82, sqa: 68.67, accuracy: 63.23, relative: 86.14 },
  'gsp-qcrs': { pope: 77.75, mme: 1111.92, gqa: 51.11, sqa: 68.57, accuracy: 63.25, relative: 86.17 },
  'qcrs-dpp': { pope: 83.38, mme: 1252.28, gqa: 53.28, sqa: 68.51, accuracy: 66.95, relative: 91.19 },
  all: { pope: 84.44, mme: 1258.55, gqa: 54.42, sqa: 69.12, accuracy: 67.73, relative: 92.19 },
};

/** Tokens that every row keeps, ascending; the page's own selection for `all`. */
export function selectAblation(
  selection: PartedSelection & Pick<ScriptSelection, 'indices'>,
  ranges: readonly TokenRange[],
  parameters: Pick<ScriptParameters, 'budget' | 'pruneRatio'>,
  seed: number,
): Record<AblationRow, Uint32Array> {
  const parts = splitSelection(selection, ranges, parameters);
  const drawn = rankRandomly(ranges, seed);
  const join = (select: (part: SelectionPart, index: number) => Uint32Array) =>
    Uint32Array.from(parts.flatMap((part, index) => Array.from(select(part, index), (token) => part.range.start + token))).toSorted();
  return {
    none: join(({ budget }, index) => drawn[index].subarray(0, budget)),
    gsp: join(({ budget, ranking }) => ranking.subarray(ranking.length - budget)),
    qcrs: join(({ budget, relevance }) => rankDescending(relevance).subarray(0, budget)),
    'gsp-qcrs': join(keepRelevantSurvivors),
    'qcrs-dpp': join(keepGreedyPicks),
    all: selection.indices,
  };
}

function keepRelevantSurvivors({ budget, discarded, ranking, relevance }: SelectionPart): Uint32Array {
  const survives = keepAfter(ranking, discarded);
  return rankDescending(relevance)
    .filter((token) => survives[token] === 1)
    .subarray(0, budget);
}

/** Script without GSP. The page's order reaches m picks or its end, which is all that a walk needs when every token survives. */
function keepGreedyPicks({ budget, order, relevance }: SelectionPart): Uint32Array {
  return selectFinal(order, new Uint8Array(relevance.length).fill(1), relevance, budget).indices;
}

export interface SetMeasures {
  /** Intersection over union with Script's set. */
  overlap: number;
  logDeterminant: LogDeterminantTerms;
  /** Share of the sum of r. */
  relevanceMass: number;
  /** Mean cosine of all tokens with the kept token most like them. */
  coverage: number;
}

/** Measures of every row, in the order of the rows. */
export function* measureAblation(
  kept: Record<AblationRow, ArrayLike<number>>,
  similarity: ArrayLike<number>,
  relevance: ArrayLike<number>,
  relevanceExponent: number,
): Sliced<SetMeasures[]> {
  const measures: SetMeasures[] = [];
  for (const row of ABLATION_ROWS) {
    const done = (share: number) => (measures.length + share) / ABLATION_ROWS.length;
    const n = relevance.length;
    const among = yield* scaleProgress(takeAmong(similarity, n, kept[row]), done(0), done(0.1));
    const determinant = measureLogDeterminant(among, relevance, kept[row], relevanceExponent);
    const logDeterminant = yield* scaleProgress(determinant, done(0.1), done(0.5));
    const assignment = yield* scaleProgress(assignToKeptInSlices(similarity, n, kept[row]), done(0.5), done(1));
    measures.push({
      overlap: overlap(kept[row], kept.all),
      logDeterminant,
      relevanceMass: shareKept(relevance, kept[row]),
      coverage: coverage(assignment),
    });
  }
  return measures;
}

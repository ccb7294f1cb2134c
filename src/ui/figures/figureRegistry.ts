/**
 * All figures: how they are listed, and where their code is. A figure's code is loaded when it is opened.
 */
import { lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { FigureId } from '../../state/settings.ts';
import type { ComparisonProps } from '../compare/comparisonInputs.ts';
import type { FigureProps } from './figureInputs.ts';

export const FIGURE_GROUPS = ['Redundancy', 'Relevance', 'Diversity', 'Selection', 'Cost', 'Code', 'Methods'] as const;
export type FigureGroup = (typeof FIGURE_GROUPS)[number];

/**
 * `geometry`: computed from the tokens on screen; `selection`: from what methods keep of them; `nothing`: the same for every
 * photo.
 */
type Kind =
  | { needs: 'geometry'; Figure: LazyExoticComponent<ComponentType<FigureProps>> }
  | { needs: 'selection'; Figure: LazyExoticComponent<ComponentType<ComparisonProps>> }
  | { needs: 'nothing'; Figure: LazyExoticComponent<ComponentType> };

export type FigureEntry = Kind & {
  group: FigureGroup;
  title: string;
  /** Where the paper has it. */
  source: string;
};

export const FIGURES: Record<FigureId, FigureEntry> = {
  'neighbour-redundancy': {
    group: 'Redundancy',
    title: 'Redundancy across thresholds',
    source: 'Figure 9',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./neighbourRedundancy/NeighbourRedundancyFigure.tsx')).NeighbourRedundancyFigure })),
  },
  'cosine-proxy': {
    group: 'Redundancy',
    title: 'Is cosine a valid proxy?',
    source: 'Figures 3–4',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./cosineProxy/CosineProxyFigure.tsx')).CosineProxyFigure })),
  },
  'graph-comparison': {
    group: 'Redundancy',
    title: 'Exhaustive, bipartite, random',
    source: 'Table 1',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./graphComparison/GraphComparisonFigure.tsx')).GraphComparisonFigure })),
  },
  'bipartite-graph': {
    group: 'Redundancy',
    title: 'The bipartite graph',
    source: 'Eq. 8–9',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./bipartiteGraph/BipartiteGraphFigure.tsx')).BipartiteGraphFigure })),
  },
  questions: {
    group: 'Relevance',
    title: 'Questions side by side',
    source: 'Figures 7–8',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./questions/QuestionsFigure.tsx')).QuestionsFigure })),
  },
  preferences: {
    group: 'Relevance',
    title: 'Four pruning preferences',
    source: 'Figure 5',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./preferences/PreferencesFigure.tsx')).PreferencesFigure })),
  },
  'greedy-steps': {
    group: 'Diversity',
    title: 'Greedy DPP, step by step',
    source: 'Eq. 10–11',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./greedySteps/GreedyStepsFigure.tsx')).GreedyStepsFigure })),
  },
  'determinant-bounds': {
    group: 'Diversity',
    title: 'Determinant bounds',
    source: 'Figure 6, App. B',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./determinantBounds/DeterminantBoundsFigure.tsx')).DeterminantBoundsFigure })),
  },
  ablation: {
    group: 'Selection',
    title: 'Ablation',
    source: 'Table 5',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./ablation/AblationFigure.tsx')).AblationFigure })),
  },
  intersection: {
    group: 'Selection',
    title: 'GSP meets DPP',
    source: 'Sec. 4.3',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./intersection/IntersectionFigure.tsx')).IntersectionFigure })),
  },
  'remaining-view': {
    group: 'Selection',
    title: 'What the LLM still sees',
    source: 'Sec. 4.3',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./remainingView/RemainingViewFigure.tsx')).RemainingViewFigure })),
  },
  stability: {
    group: 'Selection',
    title: 'Stability of every token',
    source: 'Sec. 4.3',
    needs: 'geometry',
    Figure: lazy(async () => ({ default: (await import('./stability/StabilityFigure.tsx')).StabilityFigure })),
  },
  'reported-results': {
    group: 'Cost',
    title: 'Accuracy as reported',
    source: 'Figure 2, Tables 2–11',
    needs: 'nothing',
    Figure: lazy(async () => ({ default: (await import('./reportedResults/ReportedResultsFigure.tsx')).ReportedResultsFigure })),
  },
  cost: {
    group: 'Cost',
    title: 'FLOPs and KV cache',
    source: 'Tables 2–9',
    needs: 'nothing',
    Figure: lazy(async () => ({ default: (await import('./cost/CostFigure.tsx')).CostFigure })),
  },
  shader: {
    group: 'Code',
    title: 'The shader that made this',
    source: 'WGSL',
    needs: 'nothing',
    Figure: lazy(async () => ({ default: (await import('./shader/ShaderFigure.tsx')).ShaderFigure })),
  },
  compare: {
    group: 'Methods',
    title: 'Side by side',
    source: 'Figure 1',
    needs: 'selection',
    Figure: lazy(async () => ({ default: (await import('../compare/sideBySide/SideBySideFigure.tsx')).SideBySideFigure })),
  },
  'score-card': {
    group: 'Methods',
    title: 'Score card',
    source: 'measured here',
    needs: 'selection',
    Figure: lazy(async () => ({ default: (await import('../compare/scoreCard/ScoreCardFigure.tsx')).ScoreCardFigure })),
  },
  'budget-sweep': {
    group: 'Methods',
    title: 'Budget sweep',
    source: 'measured here',
    needs: 'selection',
    Figure: lazy(async () => ({ default: (await import('../compare/budgetSweep/BudgetSweepFigure.tsx')).BudgetSweepFigure })),
  },
  'tune-sweep': {
    group: 'Selection',
    title: 'Tuning sweep',
    source: 'measured here',
    needs: 'selection',
    Figure: lazy(async () => ({ default: (await import('./tuneSweep/TuneSweepFigure.tsx')).TuneSweepFigure })),
  },
};

/**
 * Which views the maps of a figure show: those that the panels show.
 */
import { use, useMemo } from 'react';
import { chooseViews } from '../../../core/shownViews.ts';
import type { Layout } from '../../../core/tokens.ts';
import { FigureViews } from './FigureSurroundings.ts';

/** The views whose tokens have a place on the maps: all of them while they are merged. */
export function useShownViews(layout: Layout): Layout {
  const choice = use(FigureViews);
  return useMemo(() => chooseViews(layout, choice), [layout, choice]);
}

/** The views that cells are coloured of: while all are merged, tiles hide the view of the whole photo behind them. */
export function useFrontViews(layout: Layout): Layout {
  const choice = use(FigureViews);
  return useMemo(() => chooseViews(layout, choice === 'all' ? 'tiles' : choice), [layout, choice]);
}

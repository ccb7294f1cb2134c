/**
 * What a drawing gets from the page around it. A drawing outside of any page has neither: it is only looked at.
 */
import { createContext } from 'react';
import type { ViewChoice } from '../../../core/shownViews.ts';
import type { AppStore } from '../../../state/store.ts';

/** The photo as an address that an SVG can hold; null for grey cells. */
export const FigurePhoto = createContext<string | null>(null);

/** The views that the panels show, and with them the maps; of a video the one frame that is on screen. */
export const FigureViews = createContext<ViewChoice>('all');

/** Where the token in focus lives; null in exported figures, which nobody points at. */
export const FigureFocus = createContext<AppStore | null>(null);

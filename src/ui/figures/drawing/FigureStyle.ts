/**
 * The colours of figures in both themes. Figures carry their colours themselves, so that an exported file looks like the page.
 */
import { createContext, use } from 'react';
import type { Rgb } from '../../paint/layers.ts';

export interface FigureStyle {
  theme: 'light' | 'dark';
  page: string;
  pageRgb: Rgb;
  ink: string;
  soft: string;
  line: string;
  sunken: string;
  accent: string;
  warm: string;
  /** Distinct hues for series, safe for colour-blind readers (Okabe and Ito, 2008), adjusted to the page. */
  series: readonly string[];
}

export const LIGHT_STYLE: FigureStyle = {
  theme: 'light',
  page: '#ffffff',
  pageRgb: [255, 255, 255],
  ink: '#1b1a18',
  soft: '#5f5b54',
  line: '#d5d0c7',
  sunken: '#f1efea',
  accent: '#0b5fa5',
  warm: '#c24e00',
  series: ['#0072b2', '#d55e00', '#009e73', '#b3568a', '#8a6d00', '#3a96c8', '#444444', '#7a4fc0'],
};

export const DARK_STYLE: FigureStyle = {
  theme: 'dark',
  page: '#1a1d21',
  pageRgb: [26, 29, 33],
  ink: '#eeede9',
  soft: '#a4a8ae',
  line: '#3a3f46',
  sunken: '#0c0e10',
  accent: '#6cb4f5',
  warm: '#ff9d5c',
  series: ['#56b4e9', '#ff8c42', '#2fc79b', '#e29bc4', '#e8c547', '#9ad0f5', '#c9c9c9', '#b79bf0'],
};

/** Drawings are light unless a page says otherwise. */
export const FigureStyleContext = createContext<FigureStyle>(LIGHT_STYLE);

export function useFigureStyle(): FigureStyle {
  return use(FigureStyleContext);
}

export const FIGURE_FONT = "'Source Sans 3', 'Helvetica Neue', Helvetica, Arial, sans-serif";

/** Default size of text in figures, in pixels. */
export const FIGURE_TEXT = 13;

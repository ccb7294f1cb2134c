/** Drawings at the widths of a phone, a tablet, a desktop and an exported file. */
import { renderToStaticMarkup } from 'react-dom/server';
import { expect } from 'vitest';
import type { Draw } from '../../src/ui/figures/drawing/Drawing.ts';

/** Renders a drawing at every width and refuses numbers that no SVG can hold. */
export function renderAtWidths(draw: Draw): void {
  for (const width of [326, 560, 830, 1200]) {
    const { height, content } = draw(width);
    expect(height).toBeGreaterThan(0);
    const markup = renderToStaticMarkup(<svg>{content}</svg>);
    expect(markup).not.toMatch(/NaN|Infinity|undefined|>null</);
    expect(markup).not.toMatch(/(?:width|height|r)="-/);
  }
}

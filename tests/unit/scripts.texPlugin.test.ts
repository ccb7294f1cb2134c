import { describe, expect, it } from 'vitest';
import { renderEquation } from '../../scripts/texPlugin.ts';

describe('equations at build time', () => {
  it('become HTML with named places for live numbers', () => {
    const html = renderEquation('v_j^2 = \\slot{gain}');
    expect(html).toContain('class="katex');
    expect(html).toContain('data-slot="gain"');
    expect(html).not.toContain('<math');
  });

  it('are refused where the TeX is wrong, with KaTeX’s own words', () => {
    expect(() => renderEquation('\\frac{1}')).toThrow('KaTeX parse error');
    expect(renderEquation('\\href{https://example.org}{x}')).not.toContain('href=');
  });
});

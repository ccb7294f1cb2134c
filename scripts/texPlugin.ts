/**
 * Equations at build time: `import { html } from './x.tex'` gives the HTML that KaTeX makes of the file, so that pages carry
 * neither KaTeX nor TeX. `\slot{name}` in a file is a place for a live number; see src/ui/equations/Equation.tsx.
 */
import { readFileSync } from 'node:fs';
import katex from 'katex';
import type { Plugin } from 'vite';

/** A number of usual width, replaced as soon as the page knows the real one. */
const PLACEHOLDER = '\\htmlData{slot=#1}{\\text{0.000}}';

/**
 * HTML of one equation.
 * @throws Error with KaTeX's own message if the TeX is wrong
 */
export function renderEquation(tex: string): string {
  return katex.renderToString(tex.trim(), {
    displayMode: true,
    // MathML would repeat the placeholders, which nobody fills in; the page gives screen readers a sentence instead.
    output: 'html',
    // \htmlData is KaTeX's own; everything else has to be LaTeX.
    strict: (code: string) => (code === 'htmlExtension' ? 'ignore' : 'error'),
    // Only for \htmlData: the files are part of this repository.
    trust: ({ command }) => command === '\\htmlData',
    macros: { '\\slot': PLACEHOLDER },
  });
}

/** KaTeX's stylesheet names every font three times; browsers that have WebGPU read the first format. */
function keepWoff2(css: string): string {
  return css.replaceAll(/,url\([^)]*\) format\("(?:woff|truetype)"\)/g, '');
}

export function texPlugin(): Plugin {
  return {
    name: 'tex',
    enforce: 'pre',
    load(id) {
      const [path] = id.split('?');
      if (path.endsWith('.tex')) return `export const html = ${JSON.stringify(renderEquation(readFileSync(path, 'utf8')))};`;
      if (path.endsWith('katex/dist/katex.min.css')) return keepWoff2(readFileSync(path, 'utf8'));
      return null;
    },
  };
}

/**
 * Kernels as the built page carries them: `import code from './x.wgsl?raw'` gives the code without comments, indentation and
 * empty lines, because more than half of the files in shaders/ is explanation. `?commented&raw` gives the file as it is.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * The code of a kernel without its comments, one line of it each. WGSL has no text literals to look out for.
 * @throws Error on a block comment: the kernels have none, and those would nest
 */
export function compactKernel(code: string): string {
  const lines = code.split('\n').map((line) => line.replace(/\/\/.*/, '').trim());
  const block = lines.findIndex((line) => line.includes('/*'));
  if (block >= 0) throw new Error(`Line ${block + 1} of a kernel begins a block comment; expected line comments (//) only.`);
  return lines.filter((line) => line !== '').join('\n');
}

export function wgslPlugin(): Plugin {
  return {
    name: 'wgsl',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      const [path, query] = id.split('?');
      if (!path.endsWith('.wgsl') || query !== 'raw') return null;
      return `export default ${JSON.stringify(compactKernel(readFileSync(path, 'utf8')))};`;
    },
  };
}

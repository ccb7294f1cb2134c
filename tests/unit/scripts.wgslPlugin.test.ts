import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compactKernel } from '../../scripts/wgslPlugin.ts';

const FOLDER = new URL('../../shaders/', import.meta.url);
const kernels = readdirSync(FOLDER).map((name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const);

/** Words, numbers and signs, which is all that the compiler sees once comments are gone. */
const tokensOf = (code: string) => code.replaceAll(/\/\/.*/g, '').match(/\w+|[^\w\s]/g);

describe('kernels in the built page', () => {
  it('lose comments, indentation and empty lines', () => {
    const code = '// Doubles.\n\nfn double(x: f32) -> f32 {\n  // Exactly.\n  return 2.0 * x / 1.0; // not half\n}\n';
    expect(compactKernel(code)).toBe('fn double(x: f32) -> f32 {\nreturn 2.0 * x / 1.0;\n}');
  });

  it.each(kernels)('keep every token of %s', (_, code) => {
    const compact = compactKernel(code);
    expect(tokensOf(compact)).toEqual(tokensOf(code));
    expect(compact).not.toContain('//');
    expect(compact.length).toBeLessThan(0.8 * code.length);
  });

  it('may not hold block comments, which nest', () => {
    expect(() => compactKernel('const a = 1;\n/* b */')).toThrow('Line 2 of a kernel begins a block comment');
  });
});

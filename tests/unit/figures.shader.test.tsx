import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rgb } from 'd3';
import { readShader } from '../../src/core/figures/shaderSource.ts';
import { DARK_STYLE, LIGHT_STYLE } from '../../src/ui/figures/drawing/FigureStyle.ts';
import { CODE_COLOURS } from '../../src/ui/figures/shader/codeColours.ts';
import { describeDevice } from '../../src/ui/figures/shader/describeDevice.ts';
import { highlightWgsl } from '../../src/ui/figures/shader/highlightWgsl.ts';
import { CHAINS, findKernel, findKernelBehind, KERNEL_GROUPS, KERNELS, listChain, RESULTS, type KernelFile } from '../../src/ui/figures/shader/shaderKernels.ts';
import { drawShader, type ShownShader } from '../../src/ui/figures/shader/shaderDrawing.tsx';
import { drawSheet } from '../support/figures.tsx';

const FOLDER = new URL('../../shaders/', import.meta.url);
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.wgsl'));
const codeOf = (file: string) => readFileSync(new URL(file, FOLDER), 'utf8');

describe('what a shader says of itself', () => {
  it.each(files)('%s: every binding, each with its note, a header and an entry point', (file) => {
    const code = codeOf(file);
    const { paragraphs, bindings, entry } = readShader(code);
    const marks = Array.from(code.matchAll(/@group\((\d)\) @binding\((\d)\)/g), ([, group, binding]) => `${group} ${binding}`);
    expect(bindings.map(({ group, binding }) => `${group} ${binding}`)).toEqual(marks);
    expect(marks.length).toBeGreaterThan(1);
    for (const { name, note, space, type } of bindings) {
      expect(code).toContain(`${name}: ${type};`);
      if (space === 'storage') expect(note, `note of ${name}`).not.toBe('');
    }
    expect(paragraphs.length).toBeGreaterThan(1);
    expect(paragraphs.join(' ')).not.toMatch(/ {2}|\/\//);
    expect(code).toContain(`fn ${entry?.name}(`);
    expect(entry?.threads).toBeGreaterThan(0);
  });

  it('reads groups, access, types and constants', () => {
    const { bindings, entry, constants } = readShader(codeOf('greedy_step.wgsl'));
    expect(bindings[3]).toEqual({
      group: 0,
      binding: 3,
      name: 'residuals',
      space: 'storage',
      access: 'read_write',
      type: 'array<f32>',
      note: 'f32[n], v^2, or -1 for picked tokens',
    });
    expect(bindings.at(-1)).toMatchObject({ group: 1, binding: 0, name: 'step', space: 'uniform', access: 'read', note: 'u32, number of tokens picked so far' });
    expect(constants).toEqual([{ name: 'workgroupSize', value: 64, isOverride: true }]);
    expect(entry).toEqual({ name: 'takeGreedyStep', size: 'workgroupSize', threads: 64 });
  });

  it('evaluates constants that follow from others', () => {
    const { constants, entry } = readShader(codeOf('similarity.wgsl'));
    expect(constants.map(({ name, value }) => [name, value])).toEqual([
      ['side', 8],
      ['tileRows', 64],
      ['tileColumns', 32],
      ['slabVectors', 4],
      ['slabDimensions', 16],
      ['smallestNorm', 1e-8],
    ]);
    expect(entry).toEqual({ name: 'computeSimilarity', size: 'side, side', threads: 64 });
    expect(readShader(codeOf('bipartite_degree.wgsl')).entry).toEqual({ name: 'countEdges', size: '2 * tileSize', threads: 64 });
    expect(readShader('@compute @workgroup_size(unknown)\nfn go() {}').entry?.threads).toBeNull();
    expect(readShader('').entry).toBeNull();
  });
});

describe('highlighted code', () => {
  it.each(files)('%s: shows every character of the file', (file) => {
    const lines = highlightWgsl(codeOf(file), []);
    expect(`${lines.map((line) => line.map(({ text }) => text).join('')).join('\n')}\n`).toBe(codeOf(file));
  });

  it('knows kinds, and bindings wherever code uses them', () => {
    const code = 'override size: u32 = 64; // step\n@group(1) @binding(0) var<uniform> step: vec3u;\nlet x = select(step, 0xffu, workgroup.x);';
    const lines = highlightWgsl(code, ['step']);
    const kindOf = (line: number, text: string) => lines[line].find((piece) => piece.text.trim() === text)?.kind;
    expect(kindOf(0, 'override')).toBe('keyword');
    expect(kindOf(0, 'u32')).toBe('type');
    expect(kindOf(0, '64')).toBe('number');
    expect(kindOf(0, '// step')).toBe('comment');
    expect(kindOf(1, 'step')).toBe('binding');
    expect(kindOf(1, 'vec3u')).toBe('type');
    expect(kindOf(1, 'var')).toBe('keyword');
    expect(kindOf(2, 'step')).toBe('binding');
    expect(kindOf(2, 'select')).toBe('builtin');
    expect(kindOf(2, '0xffu')).toBe('number');
    expect(lines[2].filter(({ kind }) => kind === 'keyword').map(({ text }) => text)).toEqual(['let']);
  });

  it.each([LIGHT_STYLE, DARK_STYLE])('can be read on the background of either theme', ({ theme, sunken }) => {
    for (const [kind, colour] of Object.entries(CODE_COLOURS[theme])) expect(contrast(colour, sunken), `${kind}, ${theme}`).toBeGreaterThanOrEqual(4.5);
  });
});

/** Contrast ratio as WCAG 2 defines it. */
function contrast(first: string, second: string): number {
  const [dark, light] = [luminance(first), luminance(second)].toSorted((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const { r, g, b } = rgb(colour);
  const [red, green, blue] = [r, g, b].map((channel) => (channel / 255 <= 0.04045 ? channel / 255 / 12.92 : ((channel / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the list of kernels', () => {
  it('has every shader file, once, in one group', () => {
    expect(KERNELS.map(({ file }) => file).toSorted()).toEqual(files.toSorted());
    expect(KERNEL_GROUPS.flatMap((group) => group.files).toSorted()).toEqual(files.toSorted());
    for (const { file, code } of KERNELS) expect(code).toBe(codeOf(file));
  });

  it('ends every chain with what the page shows', () => {
    for (const result of RESULTS) expect(CHAINS[result].at(-1)).toBe(findKernelBehind(result, 'rank'));
    expect(findKernelBehind('redundancy', 'degree')).toBe('bipartite_degree.wgsl');
  });

  it('says which device computes', () => {
    const start = { encoder: 'wasm', reason: '', kernels: { kind: 'cpu', adapter: 'JavaScript', software: true } } as const;
    const greedy = findKernel('greedy_step.wgsl');
    const timing = { stage: 'greedy', milliseconds: 3.2, device: 'gpu', clock: 'gpu-timestamp' } as const;
    expect(describeDevice({ status: 'ready', start }, greedy, {})).toContain('float32 JavaScript path computes this');
    const gpu = { ...start, kernels: { kind: 'gpu', adapter: 'nvidia hopper', software: false } } as const;
    expect(describeDevice({ status: 'ready', start: gpu }, greedy, { greedy: timing })).toMatch(/^It runs on nvidia hopper\. The stage “greedy” last took 3\.2.ms \(GPU timestamps\)\.$/);
    expect(describeDevice({ status: 'failed', message: '' }, greedy, {})).toContain('what a GPU would run');
  });

  it('says which of the two kernels of similarity runs, and numbers that one', () => {
    const kernels = { kind: 'gpu', adapter: 'apple metal-3', software: false, similarity: 'subgroups' } as const;
    const engine = { status: 'ready', start: { encoder: 'webgpu', reason: '', kernels } } as const;
    const sentenceOf = (file: KernelFile) => describeDevice(engine, findKernel(file), {});
    expect(sentenceOf('similarity.wgsl')).toBe('On apple metal-3, similarity_subgroup.wgsl runs in its place, with the same results.');
    expect(sentenceOf('similarity_subgroup.wgsl')).toBe('It runs on apple metal-3.');
    expect(sentenceOf('similarity_row.wgsl')).toBe('It runs on apple metal-3.');
    expect(listChain('kept', 'subgroups')).toEqual(['normalize_rows.wgsl', 'similarity_subgroup.wgsl', 'greedy_start.wgsl', 'greedy_step.wgsl']);
    for (const result of RESULTS) expect(listChain(result, 'workgroup')).toEqual(CHAINS[result]);
  });
});

function shaderOf(file: KernelFile): ShownShader {
  const kernel = findKernel(file);
  const source = readShader(kernel.code);
  return { kernel, source, lines: highlightWgsl(kernel.code, source.bindings.map(({ name }) => name)) };
}

describe('a shader as a drawing', () => {
  it('is the same bytes every time', async () => {
    const shown = shaderOf('relevance.wgsl');
    await expect(drawSheet((width) => drawShader(shown, LIGHT_STYLE, width))).toMatchFileSnapshot('snapshots/shader.svg');
  });

  it('fits a sheet with every shader', () => {
    for (const { file } of KERNELS) {
      const svg = drawSheet((width) => drawShader(shaderOf(file), DARK_STYLE, width));
      expect(svg).not.toMatch(/NaN|undefined/);
    }
  });
});

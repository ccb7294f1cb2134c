/** Damaged and invented files: a sentence or a graft that hangs together, never a hang, never anything else thrown. */
import fastCheck from 'fast-check';
import { describe, expect, it } from 'vitest';
import { appendSuffix } from '../../src/encoders/graft/appendSuffix.ts';
import type { Graft } from '../../src/encoders/graft/contract.ts';
import { graftVisionModel } from '../../src/encoders/graft/graft.ts';
import { readOnnxFile } from '../../src/encoders/graft/onnxFile.ts';
import { editNodes } from './graftEdits.ts';
import { FIXTURES, NAMES, readModel } from './graftFixtures.ts';

const RUNS = 60;
/** Far above what any of these small files takes, far below what a person would call a hang. */
const MOST_MILLISECONDS = 2_000;

const FILES = [
  readModel({ folder: 'clip', file: 'vision_model_optimized' }),
  readModel({ folder: 'clip', file: 'vision_model_quantized' }),
  readModel({ folder: 'siglip', file: 'vision_model' }),
];

/** The graft, or null if the file was refused as it should be. */
function attempt(file: Uint8Array): Graft | null {
  const start = performance.now();
  try {
    return graftVisionModel(file, { names: NAMES, attentionBlock: -1 });
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(/^[A-Z][\s\S]*\.$/u);
    expect((error as Error).constructor).toBe(Error);
    return null;
  } finally {
    expect(performance.now() - start).toBeLessThan(MOST_MILLISECONDS);
  }
}

/** Every new node reads what the file or the suffix has, and every output is made. */
function expectWhole(file: Uint8Array, { suffix, outputs }: Graft): void {
  const before = readOnnxFile(file);
  const after = readOnnxFile(appendSuffix(file, suffix));
  const known = new Set([
    ...after.initializers.keys(),
    ...after.inputs.map(({ name }) => name),
    ...after.nodes.flatMap((node) => node.outputs),
    // What the file itself leaves open is not the suffix's fault.
    ...before.nodes.flatMap((node) => node.inputs),
  ]);
  const old = new Set(before.nodes.flatMap((node) => node.outputs));
  // An optional output that is left out has no name, in the file as in the suffix.
  const added = after.nodes.filter((node) => node.outputs.every((output) => output === '' || !old.has(output)));
  expect(added.length).toBe(after.nodes.length - before.nodes.length);
  for (const input of added.flatMap((node) => node.inputs).filter(Boolean)) expect(known).toContain(input);
  for (const output of Object.values(outputs)) expect(after.outputs).toContain(output);
}

describe('grafting', () => {
  it('adds only nodes that read what is there', () => {
    for (const fixture of FIXTURES) {
      const file = readModel(fixture);
      const graft = attempt(file);
      expect(graft, fixture.file).not.toBeNull();
      if (graft) expectWhole(file, graft);
    }
  });

  it('refuses random bytes', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.uint8Array({ maxLength: 4_000 }), (bytes) => {
        expect(attempt(bytes)).toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a file that is cut off anywhere', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.constantFrom(...FILES), fastCheck.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (file, share) => {
        expect(attempt(file.subarray(0, Math.floor(share * file.length)))).toBeNull();
      }),
      { numRuns: RUNS },
    );
  });

  it('survives flipped bits', () => {
    const positions = fastCheck.array(fastCheck.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 1, maxLength: 12 });
    fastCheck.assert(
      fastCheck.property(fastCheck.constantFrom(...FILES), positions, (file, shares) => {
        const damaged = Uint8Array.from(file);
        for (const share of shares) {
          const bit = Math.floor(share * 8 * file.length);
          damaged[bit >> 3] ^= 1 << (bit & 7);
        }
        const graft = attempt(damaged);
        if (graft) expectWhole(damaged, graft);
      }),
      { numRuns: RUNS },
    );
  });

  it('survives shuffled connections and operators', () => {
    fastCheck.assert(
      fastCheck.property(fastCheck.constantFrom(...FILES), fastCheck.array(fastCheck.nat(), { minLength: 1, maxLength: 4 }), (file, choices) => {
        const { nodes } = readOnnxFile(file);
        const count = nodes.length;
        const swaps = new Map(choices.map((choice) => [nodes[choice % count].name, nodes[Math.floor(choice / count) % count]]));
        const damaged = editNodes(file, (node) => {
          const other = swaps.get(node.name);
          if (!other) return node;
          return other.order % 2 === 0 ? { ...node, type: other.type } : { ...node, inputs: other.inputs };
        });
        const graft = attempt(damaged);
        if (graft) expectWhole(damaged, graft);
      }),
      { numRuns: RUNS },
    );
  });
});

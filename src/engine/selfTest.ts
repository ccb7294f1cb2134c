/**
 * A short race between two implementations of the kernels, for machines whose only GPU adapter is software.
 */
import type { Kernels } from '../core/kernels.ts';
import { DEFAULT_PARAMETERS } from '../core/script/scriptParameters.ts';
import { Workspace } from '../core/workspace.ts';

const N = 256;
const D = 256;
const PICKS = 48;

/**
 * Milliseconds that the kernels take for one image and one threshold move of a small made-up token set. The first
 * round only warms up pipelines and just-in-time compilers.
 */
export async function timeKernels(kernels: Kernels): Promise<number> {
  let elapsed = 0;
  for (let round = 0; round < 2; round++) {
    const start = performance.now();
    const workspace = new Workspace(
      await kernels.createBackend({ n: N, d: D, tokens: makeTokens(), joint: null }),
    );
    const request = { ...DEFAULT_PARAMETERS, relevance: { kind: 'none' as const }, orderLength: PICKS };
    await workspace.evaluate(request);
    await workspace.evaluate({ ...request, threshold: 0.4 });
    workspace.destroy();
    elapsed = performance.now() - start;
  }
  return elapsed;
}

/** Deterministic tokens without structure: a linear congruential sequence in [-0.5, 0.5). */
function makeTokens(): Float32Array {
  let state = 1;
  return Float32Array.from({ length: N * D }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}

/**
 * Pairs of a value and the token that has it, as greedy searches leave them on the device.
 */

/** f32, u32. */
export const CANDIDATE_BYTES = 8;

/** Takes the pairs apart: values f32[k] and tokens u32[k]. */
export function readCandidates(pairs: ArrayBuffer): { values: Float32Array; tokens: Uint32Array } {
  return {
    values: new Float32Array(pairs).filter((_, index) => index % 2 === 0),
    tokens: new Uint32Array(pairs).filter((_, index) => index % 2 === 1),
  };
}

import type { Relevance, RelevanceSource } from '../kernels.ts';
import { FLAT_RANGE } from '../numerics.ts';
import type { Matrix } from '../tokens.ts';
import { normalizeRows } from './similarity.ts';

/** Unit joint embeddings, f32[n, e]. */
export interface UnitJoint {
  e: number;
  data: Float32Array;
}

/**
 * Relevance of every token, from a question or from what stands in its place.
 * @throws Error if the question does not live in the space of the joint embeddings
 */
export function computeRelevance(source: RelevanceSource, n: number, joint: UnitJoint | null): Relevance {
  switch (source.kind) {
    case 'none':
      return { raw: null, normalized: new Float32Array(n).fill(1) };
    case 'given':
      return { raw: null, normalized: source.values.slice() };
    case 'question':
      return compareWithQuestion(source, n, joint);
    default:
      return source satisfies never;
  }
}

/** Cosine with the mean query row (Eq. 3), min-max normalized (Eq. 4). */
function compareWithQuestion(
  { embeddings, invert }: Extract<RelevanceSource, { kind: 'question' }>,
  n: number,
  joint: UnitJoint | null,
): Relevance {
  const e = embeddings.cols;
  if (joint?.e !== e) {
    throw new Error(
      `The question has ${e} dimensions, the tokens have ${joint?.e ?? 'no'} joint ones; both must come from the same model.`,
    );
  }
  const unitJoint = joint.data;
  const direction = averageRows(embeddings);
  const raw = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    let dot = 0;
    for (let k = 0; k < e; k++) dot += unitJoint[i * e + k] * direction[k];
    raw[i] = dot;
  }
  return { raw, normalized: normalizeMinMax(raw, invert) };
}

/** Unit vector along the mean of the rows, f32[e]. */
function averageRows({ rows, cols, data }: Matrix): Float32Array {
  const mean = new Float64Array(cols);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < cols; k++) mean[k] += data[row * cols + k] / rows;
  }
  return normalizeRows(Float32Array.from(mean), 1, cols).unit;
}

function normalizeMinMax(values: Float32Array, invert: boolean): Float32Array {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const range = high - low;
  if (range < FLAT_RANGE) return new Float32Array(values.length).fill(1);
  return values.map((value) => (invert ? high - value : value - low) / range);
}

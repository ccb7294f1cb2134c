/** The rule of DART, token by token, written from its definition and from nothing else. */

/** States in front of the pruning layer, keys of the layer before it; of the photo, then of the text. */
export interface Inside {
  states: number[][];
  keys: number[][];
  textStates: number[][];
  textKeys: number[][];
}

/**
 * Looks at every token again for each single pick.
 * @param k tokens for each pivot
 * @returns kept tokens, ascending
 */
export function walkDart({ states, keys, textStates, textKeys }: Inside, imagePivots: number, textPivots: number, k: number): number[] {
  const photo = single(states);
  const kept = new Set<number>(largest(single(keys), imagePivots));
  const pivots = [...[...kept].map((token) => photo[token]), ...largest(single(textKeys), textPivots).map((token) => single(textStates)[token])];
  for (const pivot of pivots) {
    for (let pick = 0; pick < k; pick++) {
      let least = -1;
      for (let token = 0; token < photo.length; token++) {
        if (!kept.has(token) && (least < 0 || cosine(photo[token], pivot) < cosine(photo[least], pivot))) least = token;
      }
      kept.add(least);
    }
  }
  return [...kept].toSorted((a, b) => a - b);
}

/** Numbers as a file of float32 holds them. */
function single(rows: number[][]): number[][] {
  return rows.map((row) => row.map(Math.fround));
}

function cosine(a: number[], b: number[]): number {
  return dot(a, b) / (Math.max(Math.sqrt(dot(a, a)), 1e-8) * Math.max(Math.sqrt(dot(b, b)), 1e-8));
}

function dot(a: number[], b: number[]): number {
  return a.reduce((sum, value, k) => sum + value * b[k], 0);
}

/** Rows of the largest sum of absolute values, one after the other. */
function largest(rows: number[][], count: number): number[] {
  const norms = rows.map((row) => row.reduce((sum, value) => sum + Math.abs(value), 0));
  return Array.from({ length: count }, () => {
    const best = norms.indexOf(Math.max(...norms));
    norms[best] = -1;
    return best;
  });
}

/**
 * What every path asks of a search before it begins.
 */
import type { ClusterPlan, CoverPlan } from './searches.ts';

/** Smallest temperature of a softmax: below it, float32 cannot hold the quotients. */
const SMALLEST_TEMPERATURE = 1e-6;

/**
 * Picks that a search over n tokens makes: never more than there are tokens.
 * @throws RangeError if the count is no whole number of at least 0
 */
export function clipCount(count: number, n: number): number {
  if (!Number.isInteger(count) || count < 0) {
    throw new RangeError(`A search was asked for ${count} tokens; expected a whole number of at least 0.`);
  }
  return Math.min(count, n);
}

/**
 * Refuses rows that facility location cannot cover.
 * @throws RangeError with actual and expected numbers
 */
export function checkCoverPlan({ similarityRows, givenRows }: CoverPlan, n: number): void {
  if (similarityRows === null && givenRows === null) {
    throw new RangeError('Facility location has nothing to cover; expected similarity rows, given rows, or both.');
  }
  if (similarityRows) {
    const { temperature, weight } = similarityRows;
    if (!(temperature >= SMALLEST_TEMPERATURE && temperature < Infinity)) {
      throw new RangeError(`The temperature of facility location is ${temperature}; expected at least ${SMALLEST_TEMPERATURE}.`);
    }
    if (!(weight >= 0 && weight < Infinity)) {
      throw new RangeError(`The weight of the similarity rows is ${weight}; expected a finite number of at least 0.`);
    }
  }
  if (givenRows) {
    const { rows, cols, data } = givenRows;
    if (cols !== n || data.length !== rows * cols) {
      throw new RangeError(
        `The rows to cover are ${rows} x ${cols} in ${data.length} numbers; expected ${n} columns, one for each token.`,
      );
    }
    const wrong = data.findIndex((value) => !(value >= 0 && value < Infinity));
    if (wrong >= 0) {
      throw new RangeError(
        `Row ${Math.floor(wrong / n)} to cover has ${data[wrong]} for token ${wrong % n}; expected a finite number of at least 0.`,
      );
    }
  }
}

/**
 * Refuses clusters that n tokens cannot form.
 * @throws RangeError with actual and expected numbers
 */
export function checkClusterPlan({ tokens, clusters, neighbours }: ClusterPlan, n: number): void {
  const t = tokens.length;
  const stray = tokens.findIndex((token, i) => token >= n || (i > 0 && token <= tokens[i - 1]));
  if (stray >= 0) {
    throw new RangeError(`Token ${tokens[stray]} is number ${stray} to cluster; expected ascending tokens below ${n}.`);
  }
  if (!Number.isInteger(clusters) || clusters < 1 || clusters > t) {
    throw new RangeError(`Clustering was asked for ${clusters} clusters of ${t} tokens; expected 1 to ${t}.`);
  }
  const fewest = Math.min(1, t - 1);
  if (!Number.isInteger(neighbours) || neighbours < fewest || neighbours > t - 1) {
    throw new RangeError(
      `Clustering was asked for densities from ${neighbours} neighbours among ${t} tokens; expected ${fewest} to ${t - 1}.`,
    );
  }
}

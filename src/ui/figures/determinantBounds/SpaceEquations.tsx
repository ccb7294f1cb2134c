/**
 * The three vectors in space as equations with their numbers.
 */
import { memo } from 'react';
import { Equation } from '../../equations/Equation.tsx';
import { html as determinant } from '../../equations/determinantBoundsDeterminant.tex';
import { html as relevance } from '../../equations/determinantBoundsRelevance.tex';
import { html as volume } from '../../equations/determinantBoundsVolume.tex';
import { formatNumber } from '../../format.ts';
import type { ChosenTriple } from './determinantBoundsText.ts';

interface SpaceEquationsProps {
  chosen: ChosenTriple;
  /** Relevance of the three tokens, to the exponent of the kernel. */
  weights: readonly [number, number, number];
}

/** Left as it is while the picture in space turns. */
export const SpaceEquations = memo(function SpaceEquations({ chosen: { name, triple }, weights }: SpaceEquationsProps) {
  const [a, b, c] = triple.cosines.map((cosine) => formatNumber(cosine, 3));
  const [r1, r2, r3] = weights.map((weight) => formatNumber(weight, 3));
  const det = formatNumber(triple.det, 4);
  const vol = formatNumber(Math.sqrt(triple.det), 4);
  const scaled = formatNumber(triple.det * (weights[0] * weights[1] * weights[2]) ** 2, 4);
  return (
    <section aria-label="Determinant and volume">
      <h3 className="bounds-section-title">Determinant and volume</h3>
      <p className="bounds-lead">
        {name}: unit vectors with exactly these cosines. Three vectors fit in space, however many dimensions tokens have. The determinant of their
        cosines is the squared volume of the box that they span; at right angles it is 1, which no unit vectors exceed (Hadamard). The kernel L of the
        method makes every vector as long as its relevance r, which shrinks the box and leaves the angles alone.
      </p>
      <div className="bounds-equations">
        <Equation html={determinant} values={{ a, b, c, det }} label={`det S = 1 + 2abc − a² − b² − c² with a = ${a}, b = ${b}, c = ${c}, which is ${det}`} />
        <Equation html={volume} values={{ volume: vol }} label={`The volume is the root of det S, ${vol}, at most the product of the lengths, 1`} />
        <Equation
          html={relevance}
          values={{ r1, r2, r3, det, scaled }}
          label={`det L = (r1 r2 r3)² det S with relevance ${r1}, ${r2}, ${r3}, which is ${scaled}`}
        />
      </div>
    </section>
  );
});

/**
 * Lemmas 1 to 3: bounds of the determinant.
 */
import type { Triple, TripleChecks } from '../../../core/figures/determinantBoundsTriples.ts';
import { Equation } from '../../equations/Equation.tsx';
import { html as eigenvalueFound } from '../../equations/determinantBoundsEigenvalueFound.tex';
import { html as lemma1Found } from '../../equations/determinantBoundsLemma1Found.tex';
import { html as lemma1Printed } from '../../equations/determinantBoundsLemma1Printed.tex';
import { html as lemma1True } from '../../equations/determinantBoundsLemma1True.tex';
import { html as lemma2Printed } from '../../equations/determinantBoundsLemma2Printed.tex';
import { html as lemma2True } from '../../equations/determinantBoundsLemma2True.tex';
import { html as lemma3 } from '../../equations/determinantBoundsLemma3.tex';
import { formatNumber, formatPercent } from '../../format.ts';
import { AppendixCard, RHO_AVG, RHO_MAX, ShowButtons, TokenLinks, type FoundProps, type ShowTriple } from './AppendixCard.tsx';
import { formatCount } from './determinantBoundsText.ts';

export function Lemma1Card({ found, triples, onShow }: FoundProps<'lemma1'> & { onShow: ShowTriple }) {
  return (
    <AppendixCard
      title="Lemma 1, Eq. 26: false"
      printed={<Equation html={lemma1Printed} label="The smallest eigenvalue is at least 1 − ρmax, and det at least (1 − ρmax) to the power k" />}
      truth={
        <>
          <Equation
            html={lemma1True}
            label="The smallest eigenvalue is at most 1 − ρmax; det is at least the larger of 0 and 1 − (k − 1) max |ρ|, to the power k"
          />
          <p>
            The radius of a Gershgorin disc is the sum of a row’s absolute cosines, not one cosine, and cosines below 0 count as well. The most similar
            pair alone has the eigenvalue 1 − {RHO_MAX}, and further tokens only lower the smallest one: the first inequality points the wrong way. Unit vectors
            with cosines 0.5, −0.5, 0.5 lie in a plane: det = 0, where Eq. 26 says at least 0.125.
          </p>
          <ShowButtons buttons={[{ kind: 'textbook', title: 'Show these vectors' }]} onShow={onShow} />
        </>
      }
      found={found && <Lemma1Found found={found} triples={triples} onShow={onShow} />}
    />
  );
}

function Lemma1Found({ found, triples, onShow }: { found: TripleChecks['lemma1']; triples: number; onShow: ShowTriple }) {
  const { worst, worstEigenvalue, eigenvalue, determinant, valid } = found;
  return (
    <>
      <p>
        Of {formatCount(triples)} triples, {formatCount(eigenvalue)} have a smallest eigenvalue below 1 − {RHO_MAX}, {formatCount(determinant)} a
        determinant below (1 − {RHO_MAX})³, and {formatCount(valid)} one below the valid bound. The smallest eigenvalue is farthest below in{' '}
        <TokenLinks triple={worstEigenvalue} />:
      </p>
      <EigenvalueFound triple={worstEigenvalue} />
      <p>
        The determinant {determinant > 0 ? 'is farthest below' : 'comes closest to'} Eq. 26 in <TokenLinks triple={worst} />:
      </p>
      <DeterminantFound triple={worst} />
      <ShowButtons
        buttons={[
          { kind: 'eigenvalue', title: 'Show the first' },
          { kind: 'lemma1', title: 'Show the second' },
        ]}
        onShow={onShow}
      />
    </>
  );
}

function EigenvalueFound({ triple: { smallestEigenvalue, rhoMax } }: { triple: Triple }) {
  const relation = smallestEigenvalue < 1 - rhoMax ? '<' : '≥';
  const [eigenvalue, bound, rho] = [formatNumber(smallestEigenvalue, 4), formatNumber(1 - rhoMax, 4), formatNumber(rhoMax, 4)];
  return <Equation html={eigenvalueFound} values={{ eigenvalue, relation, bound, rho }} label={`λmin ${eigenvalue} ${relation} ${bound}, which is 1 − ${rho}`} />;
}

function DeterminantFound({ triple }: { triple: Triple }) {
  const printed = (1 - triple.rhoMax) ** 3;
  const relation = triple.det < printed ? '<' : '≥';
  const [det, bound, rho] = [formatNumber(triple.det, 4), formatNumber(printed, 4), formatNumber(triple.rhoMax, 4)];
  return <Equation html={lemma1Found} values={{ det, relation, bound, rho }} label={`det ${det} ${relation} ${bound}, which is (1 − ${rho})³`} />;
}

export function Lemma2Card({ found, triples }: FoundProps<'lemma2'>) {
  return (
    <AppendixCard
      title="Lemma 2, Eq. 27: weaker than det ≤ 1"
      printed={<Equation html={lemma2Printed} label="det is at most (1 + ρavg) to the power k − 1" />}
      truth={
        <>
          <Equation html={lemma2True} label="det is at most 1, which is less than (1 + ρavg) to the power k − 1 if ρavg is positive" />
          <p>
            The inequality of the means by itself gives det ≤ 1, as Hadamard does. Eq. 27 says less than that as soon as {RHO_AVG} is above 0. Below 0 it is
            false for some sets: a pair with cosine −0.5 has det = 0.75, where Eq. 27 says at most 0.5. The proof takes a Rayleigh quotient for an upper
            bound of the largest eigenvalue; it is a lower one.
          </p>
        </>
      }
      found={
        found && (
          <p>
            Eq. 27 is above 1 for {formatCount(found.above)} of {formatCount(triples)} triples. {formatCount(found.negative)} have {RHO_AVG} below 0, and{' '}
            {formatCount(found.violations)} of those a determinant above Eq. 27
            {found.worst && (
              <>
                , such as <TokenLinks triple={found.worst} />: det = {formatNumber(found.worst.det, 3)}, Eq. 27 says at most{' '}
                {formatNumber((1 + found.worst.rhoAvg) ** 2, 3)}
              </>
            )}
            .
          </p>
        )
      }
    />
  );
}

export function Lemma3Card({ found, triples }: FoundProps<'lemma3'>) {
  return (
    <AppendixCard
      title="Lemma 3, Eq. 28: true, and more than the paper says"
      printed={
        <>
          <Equation html={lemma3} label="det is at most (1 + (k − 1) ρavg) times (1 − ρavg) to the power k − 1" />
          <p>“not a universal upper bound”, stated for {RHO_AVG} from 0 to 1.</p>
        </>
      }
      truth={
        <p>
          It holds for every set of unit vectors, also for {RHO_AVG} below 0. ln det is concave; all orders of the tokens have the same determinant, so the
          mean of their Gram matrices, whose cosines all equal {RHO_AVG}, has no smaller one. The bound is thus the largest determinant at that average, not
          the worst case.
        </p>
      }
      found={
        found && (
          <p>
            {formatCount(found.violations)} of {formatCount(triples)} triples lie above it; the closest reaches {formatPercent(found.closest, 2)} of it.
          </p>
        )
      }
    />
  );
}

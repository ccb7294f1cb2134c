/**
 * Theorem 1 and the guarantee for greedy inference: what the determinant says of similarity, and greedy picks of the best set.
 */
import type { OrderSteps } from '../../../core/figures/determinantBounds.ts';
import type { Triple, TripleChecks } from '../../../core/figures/determinantBoundsTriples.ts';
import { Equation } from '../../equations/Equation.tsx';
import { html as guaranteeFound } from '../../equations/determinantBoundsGuaranteeFound.tex';
import { html as guaranteePrinted } from '../../equations/determinantBoundsGuaranteePrinted.tex';
import { html as theorem1Printed } from '../../equations/determinantBoundsTheorem1Printed.tex';
import { formatNumber } from '../../format.ts';
import { AppendixCard, RHO_AVG, RHO_MAX, ShowButtons, TokenLinks, TripleValues, type FoundProps, type ShowTriple } from './AppendixCard.tsx';
import { formatCount, GREEDY_SHARE } from './determinantBoundsText.ts';

const SHOW_BEST = { kind: 'best', title: 'Show S*' } as const;
const SHOW_EXAMPLE = [
  { kind: 'lessSimilar', title: 'Show the less similar' },
  { kind: 'larger', title: 'Show the larger' },
] as const;

export function Theorem1Card({ found, triples, onShow }: FoundProps<'theorem1'> & { onShow: ShowTriple }) {
  return (
    <AppendixCard
      title="Theorem 1, Eq. 29: compares bounds, not values"
      printed={
        <>
          <Equation html={theorem1Printed} label="ρmax and ρavg of S* are at most those of any other set S" />
          <p>S* is the set with the largest determinant.</p>
        </>
      }
      truth={
        <p>
          Eq. 30 and 31 turn Lemmas 1 and 2 into lower bounds of {RHO_MAX} and {RHO_AVG}. A set with the larger determinant has the smaller bounds; that says nothing
          of the values themselves, even if the lemmas held.
        </p>
      }
      found={found && <Theorem1Found found={found} triples={triples} onShow={onShow} />}
    />
  );
}

function Theorem1Found({ found, triples, onShow }: { found: TripleChecks['theorem1']; triples: number; onShow: ShowTriple }) {
  const { best, leastSimilar, smallerAverage, smallerMax, disordered, pairs, example } = found;
  return (
    <>
      <p>
        S* has <TokenLinks triple={best} /> (<TripleValues triple={best} />). Of the other {formatCount(triples - 1)} triples, those with a smaller {RHO_AVG} are{' '}
        {formatCount(smallerAverage)}, those with a smaller {RHO_MAX} {formatCount(smallerMax)}
        {smallerAverage > 0 && (
          <>
            ; the smallest {RHO_AVG} has <TokenLinks triple={leastSimilar} /> (<TripleValues triple={leastSimilar} />)
          </>
        )}
        .
      </p>
      <p>
        In {formatCount(disordered)} of {formatCount(pairs)} pairs of triples the less similar one has the smaller determinant
        {example && (
          <>
            , for example <TokenLinks triple={example.lessSimilar} /> (<TripleValues triple={example.lessSimilar} />) against <TokenLinks triple={example.larger} /> (
            <TripleValues triple={example.larger} />)
          </>
        )}
        .
      </p>
      <ShowButtons buttons={example ? [SHOW_BEST, ...SHOW_EXAMPLE] : [SHOW_BEST]} onShow={onShow} />
    </>
  );
}

interface GuaranteeCardProps {
  /** null where there are not three tokens. */
  best: Triple | null;
  steps: OrderSteps;
}

export function GuaranteeCard({ best, steps }: GuaranteeCardProps) {
  return (
    <AppendixCard
      title="Eq. 32: log det is not monotone"
      printed={
        <>
          <Equation html={guaranteePrinted} label="log det of the greedy set is at least 1 − 1/e times log det of the best set" />
          <p>
            “The function log det L<sub>S</sub> is known to be monotone and submodular when L is PSD”
          </p>
        </>
      }
      truth={
        <p>
          Submodular it is; monotone it is not. A pick adds ln(gain), and a gain is at most r² ≤ 1, so log det falls at every pick with a gain below 1. The
          theorem of Nemhauser and Wolsey needs a function that grows from 0. Where log det S* is below 0, Eq. 32 would have greedy beat the best set there
          is. Eq. 34 and 35, which rest on it, also take lower bounds of similarity for upper ones.
        </p>
      }
      found={<GuaranteeFound best={best} steps={steps} />}
    />
  );
}

function GuaranteeFound({ best, steps: { steps, falling, rising, largestGain, logDet } }: GuaranteeCardProps) {
  return (
    <>
      <p>
        The greedy order has {formatCount(steps)} picks: log det falls at {formatCount(falling)}, rises at {formatCount(rising)}, and is{' '}
        {formatNumber(logDet, 1)} at the end. The largest gain is {formatNumber(largestGain, 4)}.
      </p>
      {best && best.det > 0 && <DemandFound logDet={Math.log(best.det)} />}
      {best && best.det === 0 && <p>No triple has any volume: log det S* is −∞.</p>}
    </>
  );
}

/** The best triple of unit tokens, and what Eq. 32 asks of the greedy one, which cannot be better. */
function DemandFound({ logDet }: { logDet: number }) {
  const [best, demand] = [formatNumber(logDet, 4), formatNumber(GREEDY_SHARE * logDet, 4)];
  const relation = logDet < 0 ? '<' : '=';
  return (
    <>
      <p>For triples, with S* the best of all:</p>
      <Equation
        html={guaranteeFound}
        values={{ best, relation, demand }}
        label={`log det of the greedy triple is at most that of the best one, ${best}, ${relation} ${demand}, which Eq. 32 asks for`}
      />
    </>
  );
}

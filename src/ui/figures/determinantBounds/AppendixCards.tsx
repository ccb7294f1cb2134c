/**
 * The claims of Appendix B one by one: as printed, what is true, and what the person's own tokens say.
 */
import { memo } from 'react';
import type { OrderSteps } from '../../../core/figures/determinantBounds.ts';
import type { TripleChecks } from '../../../core/figures/determinantBoundsTriples.ts';
import type { ShowTriple } from './AppendixCard.tsx';
import { Lemma1Card, Lemma2Card, Lemma3Card } from './LemmaCards.tsx';
import { GuaranteeCard, Theorem1Card } from './TheoremCards.tsx';

interface AppendixCardsProps {
  checks: TripleChecks | null;
  steps: OrderSteps;
  onShow: ShowTriple;
}

/** Left as it is while the picture in space turns. */
export const AppendixCards = memo(function AppendixCards({ checks, steps, onShow }: AppendixCardsProps) {
  const triples = checks?.triples ?? 0;
  return (
    <section aria-label="Appendix B, claim by claim">
      <h3 className="bounds-section-title">Appendix B, claim by claim</h3>
      <div className="bounds-cards">
        <Lemma1Card found={checks?.lemma1 ?? null} triples={triples} onShow={onShow} />
        <Lemma2Card found={checks?.lemma2 ?? null} triples={triples} />
        <Lemma3Card found={checks?.lemma3 ?? null} triples={triples} />
        <Theorem1Card found={checks?.theorem1 ?? null} triples={triples} onShow={onShow} />
        <GuaranteeCard best={checks?.theorem1.best ?? null} steps={steps} />
      </div>
    </section>
  );
});

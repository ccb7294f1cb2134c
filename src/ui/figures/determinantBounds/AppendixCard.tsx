/**
 * One claim of Appendix B, and what such a card is made of.
 */
import type { ReactNode } from 'react';
import { Button, type PressEvent } from 'react-aria-components';
import type { Triple, TripleChecks } from '../../../core/figures/determinantBoundsTriples.ts';
import { pin, pointAt } from '../../../state/focus.ts';
import { useServices } from '../../AppContext.ts';
import { formatNumber } from '../../format.ts';
import type { TripleKind } from './determinantBoundsText.ts';

/** Draws a triple in space and on the photo. */
export type ShowTriple = (kind: TripleKind) => void;

/** What a card gets of a claim; null where there are not three tokens. */
export interface FoundProps<Claim extends 'lemma1' | 'lemma2' | 'lemma3' | 'theorem1'> {
  found: TripleChecks[Claim] | null;
  triples: number;
}

interface AppendixCardProps {
  title: string;
  printed: ReactNode;
  truth: ReactNode;
  found: ReactNode;
}

export function AppendixCard({ title, printed, truth, found }: AppendixCardProps) {
  return (
    <article className="bounds-card">
      <h3>{title}</h3>
      <h4>The paper</h4>
      {printed}
      <h4>What is true</h4>
      {truth}
      <h4>These tokens</h4>
      {found ?? <p>Not checked: it takes triples of these tokens.</p>}
    </article>
  );
}

interface ShowButtonsProps {
  buttons: readonly { kind: TripleKind; title: string }[];
  onShow: ShowTriple;
}

/** Buttons that draw triples, and bring the drawing into view. */
export function ShowButtons({ buttons, onShow }: ShowButtonsProps) {
  const show = ({ target }: PressEvent, kind: TripleKind) => {
    onShow(kind);
    target.closest('.figure')?.querySelector('.bounds-turning')?.scrollIntoView({ block: 'center' });
  };
  return (
    <div className="bounds-card-buttons">
      {buttons.map(({ kind, title }) => (
        <Button key={kind} className="button small" onPress={(event) => show(event, kind)}>
          {title}
        </Button>
      ))}
    </div>
  );
}

/** The tokens of a triple; pointing at one shows it everywhere, pressing pins it. */
export function TokenLinks({ triple: { tokens } }: { triple: Triple }) {
  const { store } = useServices();
  return (
    <>
      {tokens?.map((token, index) => (
        <span key={token}>
          {index === 0 ? 'tokens ' : index === 1 ? ', ' : ' and '}
          <Button className="text-button" aria-label={`Token ${token}`} onHoverStart={() => pointAt(store, token)} onPress={() => pin(store, token)}>
            {token}
          </Button>
        </span>
      ))}
    </>
  );
}

export const RHO_MAX = (
  <>
    ρ<sub>max</sub>
  </>
);

export const RHO_AVG = (
  <>
    ρ<sub>avg</sub>
  </>
);

export function TripleValues({ triple: { rhoAvg, rhoMax, det } }: { triple: Triple }) {
  return (
    <>
      {RHO_AVG} {formatNumber(rhoAvg, 3)}, {RHO_MAX} {formatNumber(rhoMax, 3)}, det {formatNumber(det, 3)}
    </>
  );
}

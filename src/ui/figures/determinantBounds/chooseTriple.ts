/**
 * Which three vectors are drawn in space.
 */
import { describeTokens, describeTriple, TEXTBOOK_TRIPLE, type Triple, type TripleChecks } from '../../../core/figures/determinantBoundsTriples.ts';
import type { TokenGeometry } from '../../../core/kernels.ts';
import type { ChosenTriple, TripleKind } from './determinantBoundsText.ts';

export const TRIPLE_TITLES: Record<TripleKind, string> = {
  set: 'First three of the live set',
  focus: 'Token in focus, its two nearest picks',
  eigenvalue: 'λmin farthest below Eq. 26',
  lemma1: 'det nearest to or below Eq. 26',
  best: 'Largest det (S*)',
  leastSimilar: 'Smallest ρavg',
  lessSimilar: 'Less similar, yet smaller det',
  larger: 'More similar, yet larger det',
  textbook: 'Cosines 0.5, −0.5, 0.5',
  orthogonal: 'Right angles',
};

interface TripleSources {
  geometry: TokenGeometry;
  set: readonly number[];
  order: ArrayLike<number>;
  focus: number | null;
  checks: TripleChecks | null;
}

const ORTHOGONAL_TRIPLE = describeTriple([0, 0, 0], null);

/** The triple of a kind; the textbook's where these tokens have none. */
export function findTriple(kind: TripleKind, sources: TripleSources): Omit<ChosenTriple, 'lengths'> {
  const triple = listTriple(kind, sources);
  if (triple) return { name: TRIPLE_TITLES[kind], triple };
  return { name: `${TRIPLE_TITLES.textbook} (no such tokens here)`, triple: TEXTBOOK_TRIPLE };
}

function listTriple(kind: TripleKind, { geometry, set, order, focus, checks }: TripleSources): Triple | null {
  switch (kind) {
    case 'set':
      return describe(geometry, set);
    case 'focus':
      return describe(geometry, findNearestPicks(geometry, order, focus));
    case 'eigenvalue':
      return checks?.lemma1.worstEigenvalue ?? null;
    case 'lemma1':
      return checks?.lemma1.worst ?? null;
    case 'best':
      return checks?.theorem1.best ?? null;
    case 'leastSimilar':
      return checks?.theorem1.leastSimilar ?? null;
    case 'lessSimilar':
      return checks?.theorem1.example?.lessSimilar ?? null;
    case 'larger':
      return checks?.theorem1.example?.larger ?? null;
    case 'textbook':
      return TEXTBOOK_TRIPLE;
    case 'orthogonal':
      return ORTHOGONAL_TRIPLE;
    default:
      return kind satisfies never;
  }
}

function describe({ similarity, n }: TokenGeometry, tokens: readonly number[]): Triple | null {
  return tokens.length < 3 ? null : describeTokens(similarity, n, [tokens[0], tokens[1], tokens[2]]);
}

/** The token in focus, or else the first pick, and the two other picks most similar to it. */
function findNearestPicks({ similarity, n }: TokenGeometry, order: ArrayLike<number>, focus: number | null): number[] {
  const picks = Array.from(order);
  const hasDirection = focus !== null && focus < n && similarity[focus * n + focus] > 0;
  const token = hasDirection ? focus : picks.at(0);
  if (token === undefined) return [];
  const nearest = picks.filter((pick) => pick !== token).toSorted((a, b) => similarity[token * n + b] - similarity[token * n + a]);
  return [token, ...nearest.slice(0, 2)];
}

/** Relevance of the three tokens, to the exponent of the kernel: the lengths of the vectors of L = diag(r) S diag(r). */
export function measureLengths({ tokens }: Triple, relevance: ArrayLike<number>, exponent: number): [number, number, number] {
  if (!tokens) return [1, 1, 1];
  const [i, j, l] = tokens;
  return [relevance[i] ** exponent, relevance[j] ** exponent, relevance[l] ** exponent];
}

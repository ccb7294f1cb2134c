/**
 * Words and numbers of the figure.
 */
import type { OrderSteps, SubsetMeasures } from '../../../core/figures/determinantBounds.ts';
import type { Triple, TripleChecks } from '../../../core/figures/determinantBoundsTriples.ts';
import { formatNumber, formatPercent } from '../../format.ts';

/** Which k tokens the live point stands for. */
export type SetKind = 'picks' | 'kept' | 'random' | 'similar';

/** Which three vectors are drawn in space. */
export type TripleKind = 'set' | 'focus' | 'eigenvalue' | 'lemma1' | 'best' | 'leastSimilar' | 'lessSimilar' | 'larger' | 'textbook' | 'orthogonal';

/** A set and what to call it; no measures where there are too few tokens. */
export interface LiveSet {
  name: string;
  measures: SubsetMeasures | null;
}

/** Three vectors, what to call them, and how long they are. */
export interface ChosenTriple {
  name: string;
  triple: Triple;
  /** [r], to the exponent of the kernel; 1 where relevance does not count. */
  lengths: readonly [number, number, number];
}

/** One claim of the appendix and what was found, in short sentences. */
export interface CheckLine {
  title: string;
  verdict: 'fails' | 'holds' | 'weak';
  text: string;
}

const DIGITS = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** A small whole number as an exponent. */
export function raise(value: number): string {
  const digits = [...String(Math.abs(value))].map((digit) => DIGITS[Number(digit)]).join('');
  return value < 0 ? `⁻${digits}` : digits;
}

/** 10 to a whole power, written out where that is short. */
export function formatPower(exponent: number): string {
  if (exponent >= -2 && exponent <= 3) return String(Number(`1e${exponent}`));
  return `10${raise(exponent)}`;
}

/** A determinant or a bound from its natural logarithm: three decimals, or two digits and a power of ten. */
export function formatFromLog(log: number): string {
  const value = Math.exp(log);
  if (log === -Infinity) return '0';
  if (value >= 0.001 && value < 1e4) return formatNumber(value, value < 10 ? 3 : 0);
  const exponent = Math.floor(log / Math.LN10);
  const mantissa = Math.exp(log - exponent * Math.LN10);
  return `${formatNumber(mantissa, 1)} × 10${raise(exponent)}`;
}

/** With commas between thousands. */
export function formatCount(value: number): string {
  return value.toLocaleString('en-US');
}

function formatShare(count: number, all: number): string {
  return `${formatCount(count)} of ${formatCount(all)}`;
}

/** The share that Eq. 32 promises of the logarithm. */
export const GREEDY_SHARE = 1 - 1 / Math.E;

/** What was found on the person's own tokens, claim by claim. */
export function summarizeChecks(checks: TripleChecks | null, steps: OrderSteps): CheckLine[] {
  const order: CheckLine = { title: 'Eq. 32, log det is monotone', verdict: 'fails', text: describeSteps(steps) };
  if (!checks) return [order];
  const { lemma1, lemma2, lemma3, theorem1, triples } = checks;
  return [
    {
      title: 'Lemma 1, Eq. 26',
      verdict: 'fails',
      text:
        `λmin < 1 − ρmax in ${formatShare(lemma1.eigenvalue, triples)} triples, det < (1 − ρmax)³ in ${formatCount(lemma1.determinant)}. ` +
        `Below the valid Gershgorin bound: ${formatCount(lemma1.valid)}.`,
    },
    {
      title: 'Lemma 2, Eq. 27',
      verdict: 'weak',
      text:
        `Above 1, so weaker than det ≤ 1, in ${formatShare(lemma2.above, triples)} triples. ` +
        `ρavg < 0 in ${formatCount(lemma2.negative)}; det is above the bound in ${formatCount(lemma2.violations)}.`,
    },
    {
      title: 'Lemma 3, Eq. 28',
      verdict: 'holds',
      text: `det above the bound in ${formatShare(lemma3.violations, triples)} triples; the closest reaches ${formatPercent(lemma3.closest)} of it.`,
    },
    {
      title: 'Theorem 1, Eq. 29',
      verdict: 'fails',
      text:
        `S* has the largest det. Triples with a smaller ρavg: ${formatCount(theorem1.smallerAverage)}; with a smaller ρmax: ${formatCount(theorem1.smallerMax)}. ` +
        `In ${formatShare(theorem1.disordered, theorem1.pairs)} pairs the less similar triple has the smaller det.`,
    },
    { ...order, text: `${order.text} ${describeDemand(theorem1.best)}` },
  ];
}

function describeSteps({ steps, falling, rising }: OrderSteps): string {
  return `log det falls at ${formatShare(falling, steps)} steps of the greedy order and rises at ${formatCount(rising)}.`;
}

/** Eq. 32 beside the best triple: what it asks of the greedy one. */
function describeDemand({ det }: Triple): string {
  if (det === 0) return 'The best triple has no volume.';
  return `Best triple: ln det = ${formatNumber(Math.log(det), 4)}; Eq. 32 asks greedy for ${formatNumber(GREEDY_SHARE * Math.log(det), 4)}.`;
}

/** Which tokens the checks looked at: so many picks, and others. */
export function describePool(size: number, picks: number): string {
  const triples = (size * (size - 1) * (size - 2)) / 6;
  if (triples <= 0) return 'There are not three tokens to look at.';
  return `All ${formatCount(triples)} triples of ${size} tokens: the first ${picks} greedy picks and ${size - picks} others, drawn at random.`;
}

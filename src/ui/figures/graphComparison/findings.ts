/**
 * What the numbers say, in sentences: where this photo and this device agree with Table 1, and where they do not.
 */
import { expectAgreement, shareOfOverlap } from '../../../core/figures/graphComparison.ts';
import { formatMilliseconds, formatNumber, formatPercent } from '../../format.ts';
import { speedupOf, type Comparison, type MeasuredTimes, type TimeSpread } from './comparisonData.ts';
import { PAPER_SHARE, PAPER_TABLE } from './paperTable.ts';

/** Deviation of a speedup below which two are called alike. */
const ALIKE = 0.1;

export function describeFindings(comparison: Comparison, times: MeasuredTimes | null): string[] {
  if (comparison.n < 2) return ['One token has no other to be compared with; nothing can be dropped.'];
  return [...describeTimes(times), describePairs(comparison), ...describeAgreement(comparison), describeRandom()];
}

function describeTimes(times: MeasuredTimes | null): string[] {
  const speedup = times && speedupOf(times, 'bipartite');
  if (speedup === null) return [];
  const paper = PAPER_TABLE.bipartite.speedup;
  const here = `Here bipartite is ${formatNumber(speedup, 1)} times as fast as exhaustive`;
  if (Math.abs(speedup / paper - 1) <= ALIKE) return [`${here}, about as in the paper (${formatNumber(paper, 2)}).`];
  return [
    `${here}; the paper reports ${formatNumber(paper, 2)}. Half of the pairs are half of the work, and our exhaustive graph uses ` +
      `that S is symmetric. In the paper, random takes ${PAPER_TABLE.random.milliseconds} ms although it compares nothing: those times hold ` +
      'more than the comparison that is timed here.',
  ];
}

function describePairs({ methods }: Comparison): string {
  const { ofOrdered, ofUnique } = methods.bipartite.pairs;
  return (
    `Bipartite computes ${formatPercent(ofUnique)} of the pairs of different tokens, the “∼50” of Table 1, which is ` +
    `${formatPercent(ofOrdered)} of the n² ordered ones, the “up to 75 %” that Section 4.1 saves.`
  );
}

function describeAgreement({ methods, n, count, share }: Comparison): string[] {
  const { kept, dropped } = methods.bipartite.agreement;
  if (Number.isNaN(kept) || Number.isNaN(dropped)) return [`With ${formatPercent(share, 0)} of ${n} tokens, ${count} are dropped: one of the sets is empty.`];
  const paper = PAPER_TABLE.bipartite.overlap;
  const nearer = Math.abs(kept - paper) < Math.abs(dropped - paper) ? 'kept' : 'dropped';
  return [
    `Exhaustive and bipartite overlap ${formatNumber(kept)} in the ${n - count} tokens that they keep and ${formatNumber(dropped)} in the ${count} that ` +
      `they drop; the paper’s ${formatNumber(paper)} does not say which it is, and is nearer to that of the ${nearer} ones.`,
  ];
}

function describeRandom(): string {
  const { kept, dropped } = expectAgreement(PAPER_SHARE);
  const paper = PAPER_TABLE.random.overlap;
  return (
    `Two independent drops of ${formatPercent(PAPER_SHARE, 0)} overlap ${formatNumber(kept)} in what they keep and ${formatNumber(dropped)} in what they drop, ` +
    `on average. The paper’s ${formatNumber(paper)} for random is neither; it would fit if ${formatPercent(shareOfOverlap(paper), 0)} were dropped.`
  );
}

/** How the times came about, for the line below the table. */
export function describeMeasurement({ n, d }: Comparison, times: MeasuredTimes | null): string {
  if (!times) return 'The times of this device have not been measured.';
  const { methods, samples, repeat, clock, device } = times;
  const each = repeat === 1 ? 'runs' : `samples of ${repeat} runs each`;
  return (
    `Time: n = ${n}, d = ${d}, median of ${samples} ${each}; exhaustive ${formatSpread(methods.exhaustive)}, ` +
    `bipartite ${formatSpread(methods.bipartite)}. Similarities, degrees and scores, from unit tokens on; ` +
    `${clock === 'wall' ? 'wall clock' : 'clock of the GPU'}; ${device}.`
  );
}

function formatSpread({ min, max }: TimeSpread): string {
  const [low, high] = [formatTime(min), formatTime(max)];
  const unit = / ?\S+$/u.exec(high)?.[0] ?? '';
  return low.endsWith(unit) && low !== high ? `${low.slice(0, -unit.length)}–${high}` : `${low}–${high}`;
}

/** Milliseconds with three digits; what a coarse clock shows as nothing stays visible as little. */
export function formatTime(milliseconds: number): string {
  if (milliseconds >= 10) return formatMilliseconds(milliseconds);
  if (milliseconds >= 1) return `${formatNumber(milliseconds, 2)} ms`;
  if (milliseconds >= 0.01) return `${formatNumber(milliseconds, 3)} ms`;
  return '< 0.01 ms';
}

/**
 * One sentence for every token: why it was kept or dropped.
 */
import { FATES, type ScriptSelection } from '../../core/script/scriptSelection.ts';

/** Words for the token at index `token`; `ranked` is the number of tokens its redundancy rank refers to. */
export function explainToken(selection: ScriptSelection, token: number, ranked: number = selection.n): string {
  const { maps, budget, kStar } = selection;
  const step = maps.greedyStep[token];
  const pick = step >= 0 ? `pick ${step + 1} of the greedy order` : null;
  const fate = FATES[selection.fate[token]];
  switch (fate) {
    case 'both':
      return `Kept: survives GSP and is ${pick}, within the first m = ${budget}.`;
    case 'extended':
      return `Kept: survives GSP and is ${pick}, reached because GSP had dropped earlier picks.`;
    case 'filled':
      return pick
        ? `Kept to fill the budget: GSP had dropped it, but it is ${pick}, which ended too early.`
        : `Kept to fill the budget after the greedy order had ended, for its relevance of ${maps.relevance[token].toFixed(2)}.`;
    case 'redundant': {
      const rank = describeRank(maps.redundancyRank[token], ranked);
      const wanted = step >= 0 && step < kStar ? ` QCSP alone would have made it pick ${step + 1}.` : '';
      return `Dropped: ${countTokens(maps.degree[token])}, ${rank}.${wanted}`;
    }
    case 'unreached':
      if (pick) return `Dropped: survives GSP, but ${pick} came after the budget was full at k* = ${kStar}.`;
      return selection.supplemented > 0
        ? `Dropped: survives GSP, but the greedy order ended without it, and other survivors of higher relevance filled the budget of ${budget}.`
        : `Dropped: survives GSP, but the greedy order reached its budget of ${budget} without it.`;
    default:
      return fate satisfies never;
  }
}

function countTokens(degree: number): string {
  return degree === 1 ? '1 similar token' : `${degree} similar tokens`;
}

function describeRank(rank: number, ranked: number): string {
  return rank === 1 ? `the most redundant of ${ranked}` : `the ${formatOrdinal(rank)} most redundant of ${ranked}`;
}

/** 1st, 2nd, 3rd, 4th, 11th, 112th ... */
export function formatOrdinal(value: number): string {
  const teen = value % 100 >= 11 && value % 100 <= 13;
  const suffix = teen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th');
  return `${value}${suffix}`;
}

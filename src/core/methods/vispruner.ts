/**
 * VisPruner: half of the budget by attention, half by weeding out near-duplicates among the rest.
 */
import { floorShare } from '../numerics.ts';
import { rankDescending, takeHighestAmong } from '../ranking.ts';
import { defineMethod } from './method.ts';

export const vispruner = defineMethod({
  id: 'vispruner',
  title: 'VisPruner',
  family: 'Attention',
  source: 'Zhang et al., Beyond Text-Visual Attention: Exploiting Visual Cues for Effective Token Pruning in VLMs, ICCV 2025',
  summary:
    'Keeps the tokens that [CLS] attends to most (important), and of the rest those that are left when near-duplicates are removed round by round (diverse).',
  remarks:
    'Of an odd number of tokens, the larger half is compared with the smaller one; the published code stops with an error there. Encoders without [CLS] use the mean attention that each token receives, as its authors advise.',
  scope: 'per-view',
  needs: ['classAttention'],
  parameters: {
    importantRatio: {
      kind: 'number',
      title: 'Important ratio',
      symbol: 'ρ',
      min: 0,
      max: 1,
      step: 0.05,
      default: 0.5,
      explanation: 'The share of the budget that goes to the tokens of highest [CLS] attention; the rest goes to diverse ones.',
    },
    perRound: {
      kind: 'number',
      title: 'Removed per round',
      symbol: 'r',
      min: 1,
      max: 64,
      step: 1,
      isWhole: true,
      default: 8,
      explanation: 'How many near-duplicates one round removes at most.',
    },
  },
  presets: [
    { title: 'ρ = 0.5', parameters: { importantRatio: 0.5, perRound: 8 } },
    { title: 'ρ = 0.75, published for 64', budget: 64, parameters: { importantRatio: 0.75, perRound: 8 } },
  ],
  async select(part, { importantRatio, perRound }) {
    const attention = part.attention('classAttention');
    const ranked = rankDescending(attention);
    const important = ranked.subarray(0, floorShare(importantRatio, part.budget));
    const { similarity } = await part.geometry('tokens');
    const diverse = removeDuplicates(ranked.subarray(important.length), { n: part.n, similarity, count: part.budget - important.length, perRound });
    return {
      kept: [...important, ...diverse],
      roles: [
        { title: 'important', tokens: important },
        { title: 'diverse', tokens: diverse },
      ],
      ranking: { title: '[CLS] attention', values: attention },
    };
  },
});

interface Removal {
  n: number;
  /** f[n, n] */
  similarity: Float32Array;
  /** Tokens that shall be left. */
  count: number;
  perRound: number;
}

/**
 * Rounds of comparing the tokens at even positions of the list with those at odd ones: the even ones most similar to any
 * odd one go. The list goes on with the other even ones, most similar first, and then the odd ones.
 */
function removeDuplicates(tokens: Uint32Array, { n, similarity, count, perRound }: Removal): Uint32Array {
  if (count === 0) return new Uint32Array();
  const nearest = new Float32Array(n);
  let list = tokens;
  while (list.length > count) {
    const removed = Math.min(perRound, list.length - count, Math.ceil(list.length / 2));
    const even = list.filter((_, position) => position % 2 === 0);
    const odd = list.filter((_, position) => position % 2 === 1);
    for (const token of even) nearest[token] = takeLargest(similarity, token * n, odd);
    const left = takeHighestAmong(nearest, Array.from(even), even.length).slice(removed);
    list = Uint32Array.of(...left, ...odd);
  }
  return list;
}

/** The largest cosine of the row that starts at `row` with some columns. */
function takeLargest(similarity: Float32Array, row: number, columns: Uint32Array): number {
  let largest = -Infinity;
  for (let place = 0; place < columns.length; place++) {
    const cosine = similarity[row + columns[place]];
    if (cosine > largest) largest = cosine;
  }
  return largest;
}

/**
 * HiPrune: object tokens with their surroundings from an inner block, global ones from the block that made the tokens.
 */
import { OBJECT_BLOCK } from '../encoderDepth.ts';
import { takeHighest, takeHighestAmong } from '../ranking.ts';
import { defineMethod } from './method.ts';
import { listRemaining } from './remainingTokens.ts';

/** An anchor and its four neighbours. */
const TOKENS_PER_ANCHOR = 5;

export const hiprune = defineMethod({
  id: 'hiprune',
  title: 'HiPrune',
  family: 'Attention',
  source:
    'Liu et al., HiPrune: Training-Free Visual Token Pruning via Hierarchical Attention in Vision-Language Models, 2025',
  summary:
    'Keeps the tokens that receive most attention in an inner block, where objects stand out (anchors), their four neighbours (buffers), and those that receive most in the deep block (registers).',
  remarks:
    'Neighbours are taken by index, as published: the left neighbour of a row’s first token is the last one of the row above. Where anchors and neighbours exceed the budget, anchors go first, then neighbours from the top left on.',
  scope: 'per-view',
  needs: ({ objectLayer }) => [`receivedAttention.layer${objectLayer}`, 'receivedAttention'],
  parameters: {
    alpha: {
      kind: 'number',
      title: 'Alpha',
      symbol: 'α',
      min: 0,
      max: 5,
      step: 0.05,
      default: 0.1,
      explanation: 'The share of the budget that goes to anchors and their neighbours: m α / 5 anchors, at least one.',
    },
    objectLayer: {
      kind: 'number',
      title: 'Object layer',
      min: 0,
      max: 63,
      step: 1,
      isWhole: true,
      default: OBJECT_BLOCK,
      explanation: 'The block of the encoder, counted from 0, in which objects receive the most attention; the paper’s layer 9 is block 8.',
    },
  },
  presets: [
    { title: 'α = 0.1, layer 9', parameters: { alpha: 0.1, objectLayer: OBJECT_BLOCK } },
    { title: 'Its notebook, layer 10', parameters: { alpha: 0.1, objectLayer: OBJECT_BLOCK + 1 } },
  ],
  select(part, { alpha, objectLayer }) {
    const objects = part.attention(`receivedAttention.layer${objectLayer}`);
    const deep = part.attention('receivedAttention');
    const anchorCount = Math.max(1, roundHalfEven((part.budget * alpha) / TOKENS_PER_ANCHOR));
    const anchors = Array.from(takeHighest(objects, anchorCount));
    const buffers = listNeighbours(part, anchors).slice(0, part.budget - anchors.length);
    const taken = [...anchors, ...buffers];
    const registers = takeHighestAmong(deep, listRemaining(part.n, taken), part.budget - taken.length);
    return {
      kept: [...taken, ...registers],
      roles: [
        { title: 'anchors', tokens: anchors },
        { title: 'buffers', tokens: buffers },
        { title: 'registers', tokens: registers },
      ],
      ranking: { title: 'attention received', values: deep },
    };
  },
});

/** Tokens one place or one row before or after the anchors, clamped to the first and the last; ascending, without anchors. */
function listNeighbours({ n, cols }: { n: number; cols: number }, anchors: readonly number[]): number[] {
  const neighbours = new Set<number>();
  for (const anchor of anchors) {
    for (const step of [-cols, -1, 1, cols]) neighbours.add(Math.min(Math.max(anchor + step, 0), n - 1));
  }
  for (const anchor of anchors) neighbours.delete(anchor);
  return Array.from(neighbours).toSorted((a, b) => a - b);
}

/** To the nearest whole number, halves to the even one. */
function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const isHalf = value - below === 0.5;
  return isHalf ? below + (below % 2) : Math.round(value);
}

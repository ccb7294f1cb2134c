/**
 * VScan: local details from an early block, global ones from the deep one, and every other token averaged into the nearest.
 */
import { LOCAL_BLOCK } from '../encoderDepth.ts';
import { floorShare } from '../numerics.ts';
import { takeHighestAmong } from '../ranking.ts';
import { assignToKept } from '../scoreCard/keptAssignment.ts';
import { listWindows } from './gridWindows.ts';
import { BudgetError, defineMethod } from './method.ts';
import { listRemaining } from './remainingTokens.ts';

export const vscan = defineMethod({
  id: 'vscan',
  title: 'VScan',
  family: 'Attention',
  source: 'Zhang et al., VScan: Rethinking Visual Token Reduction for Efficient Large Vision-Language Models, 2025',
  summary:
    'Keeps the tokens that [CLS] attends to most in each window of the photo in an early block (local), and those it attends to most anywhere in the deep block (global); all others are averaged into the most similar kept one.',
  remarks:
    'The stage in the encoder only; the published method drops tokens again inside the language model. Windows get equal whole numbers of local tokens, as published: a share that does not divide evenly is lost, and less than the budget is kept.',
  scope: 'per-view',
  needs: ({ localLayer }) => [`classAttention.layer${localLayer}`, 'classAttention'],
  parameters: {
    localLayer: {
      kind: 'number',
      title: 'Local layer',
      min: 0,
      max: 63,
      step: 1,
      isWhole: true,
      default: LOCAL_BLOCK,
      explanation: 'The early block of the encoder, counted from 0, whose [CLS] attention shows local details.',
    },
    localShare: {
      kind: 'number',
      title: 'Local share',
      min: 0,
      max: 1,
      step: 0.05,
      default: 0.5,
      explanation: 'The share of the budget that goes to local tokens; the rest goes to global ones.',
    },
    windows: {
      kind: 'number',
      title: 'Windows a side',
      min: 1,
      max: 16,
      step: 1,
      isWhole: true,
      default: 4,
      explanation: 'Local tokens are chosen inside each of this many times this many windows of the photo.',
    },
  },
  presets: [{ title: '96 in the encoder', budget: 96, parameters: { localLayer: LOCAL_BLOCK, localShare: 0.5, windows: 4 } }],
  async select(part, { localLayer, localShare, windows }) {
    const early = part.attention(`classAttention.layer${localLayer}`);
    const deep = part.attention('classAttention');
    const localCount = floorShare(localShare, part.budget);
    const perWindow = Math.floor(localCount / windows ** 2);
    const local = listWindows(part, { down: windows, across: windows }).flatMap((tokens) => takeHighestAmong(early, tokens, perWindow));
    const global = takeHighestAmong(deep, listRemaining(part.n, local), part.budget - localCount);
    if (local.length + global.length === 0) {
      throw new BudgetError(`VScan cannot divide ${localCount} local tokens among ${windows ** 2} windows, and a local share of ${localShare} leaves none for global ones.`);
    }
    const kept = [...local, ...global].toSorted((a, b) => a - b);
    if (kept.length < part.budget) part.note(`Each of ${windows ** 2} windows gets ${perWindow} local tokens; what does not divide evenly, or exceeds a window, is lost.`);
    const { similarity } = await part.geometry(part.languageSpace);
    return {
      kept,
      assignment: assignToKept(similarity, part.n, kept).nearest,
      roles: [
        { title: 'local', tokens: local },
        { title: 'global', tokens: global },
      ],
      ranking: { title: '[CLS] attention of the deep block', values: deep },
    };
  },
});

/**
 * PyramidDrop: the language model drops a share of the tokens at a quarter, half and three quarters of its depth.
 */
import { floorShare } from '../numerics.ts';
import {
  averageTokens,
  buildSchedule,
  formatTokens,
  isWithinHalfToken,
  LAYERS,
  noteCost,
  readLastPromptToken,
  splitByAttention,
  type Stage,
} from './layerSchedule.ts';
import { BudgetError, defineMethod } from './method.ts';

/** Stages after the first, which sees all tokens. */
const STAGES = [1, 2, 3];

export const pyramiddrop = defineMethod({
  id: 'pyramiddrop',
  title: 'PyramidDrop',
  family: 'Language model',
  source: 'Xing et al., PyramidDrop: Accelerating Your Large Vision-Language Models via Pyramid Visual Redundancy Reduction, 2024',
  summary:
    'Cuts the language model into four stages of equal depth. After each of the first three, the tokens that the last prompt token attends to least are dropped, a share λ of them being left.',
  remarks:
    'The shares fix the average over the layers, so each λ reaches one budget: 270 of 576 tokens for λ = ½. Attention is that of the first layer of the next stage, mean over heads; ' +
    'of several recorded prompt tokens the last row counts. Recorded in a run without pruning, the attention of the later stages differs from what a pruned run would have.',
  scope: 'joint',
  needs: ({ layers }) => STAGES.map((stage) => `promptAttention.layer${startOf(stage, layers)}` as const),
  parameters: {
    ratio: {
      kind: 'number',
      title: 'Share left',
      symbol: 'λ',
      min: 0.1,
      max: 0.95,
      step: 0.01,
      default: 0.5,
      explanation: 'The share of the tokens that each stage leaves: stage s sees the λ^s-th part of all, rounded down.',
    },
    layers: LAYERS,
  },
  presets: [{ title: 'Layers 8, 16, 24', budget: 270, parameters: { ratio: 0.5, layers: 32 } }],
  select(part, { ratio, layers }) {
    const stages = planStages(part.n, ratio, layers);
    const schedule = buildSchedule(layers, stages);
    requireAverage(part.budget, ratio, stages, averageTokens(schedule));
    let kept = Array.from({ length: part.n }, (_, token) => token);
    for (const { from, tokens } of stages.slice(1)) {
      kept = splitByAttention(kept, readLastPromptToken(part, from), tokens).kept;
    }
    noteCost(part, schedule);
    const last = startOf(STAGES.length, layers);
    return {
      kept,
      ranking: { title: `attention of the last prompt token in layer ${last}`, values: readLastPromptToken(part, last) },
      schedule,
    };
  },
});

function startOf(stage: number, layers: number): number {
  return Math.floor((stage * layers) / (STAGES.length + 1));
}

/** @throws BudgetError if the last stage would see nothing */
function planStages(n: number, ratio: number, layers: number): Stage[] {
  const stages = [0, ...STAGES].map((stage) => ({ from: startOf(stage, layers), tokens: floorShare(ratio ** stage, n) }));
  if ((stages.at(-1)?.tokens ?? 0) < 1) {
    throw new BudgetError(`PyramidDrop leaves nothing of ${n} tokens: λ³ = ${Number((ratio ** STAGES.length).toPrecision(3))} of them is less than one. A larger λ leaves more.`);
  }
  return stages;
}

function requireAverage(budget: number, ratio: number, stages: readonly Stage[], average: number): void {
  if (isWithinHalfToken(average, budget)) return;
  throw new BudgetError(
    `PyramidDrop with λ = ${ratio} has ${stages.map(({ tokens }) => tokens).join(', ')} tokens in its four stages, ${formatTokens(average)} on average. ` +
      `The one budget that it reaches is ${Math.round(average)}, not ${budget}; another λ reaches another.`,
  );
}

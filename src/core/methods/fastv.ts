/**
 * FastV: after the first layers of the language model, keep what its last prompt token looks at.
 */
import { takeHighest } from '../ranking.ts';
import { buildSchedule, countLayersFrom, LAYERS, noteCost, readLastPromptToken } from './layerSchedule.ts';
import { BudgetError, defineMethod } from './method.ts';

export const fastv = defineMethod({
  id: 'fastv',
  title: 'FastV',
  family: 'Language model',
  source: 'Chen et al., An Image is Worth 1/2 Tokens After Layer 2: Plug-and-Play Inference Acceleration for Large Vision-Language Models, ECCV 2024',
  summary:
    'Lets all tokens through the first K layers of the language model, then keeps those that the last prompt token attended to most in layer K − 1. The question counts, the first layers stay at full cost.',
  remarks:
    'The budget m is the average over the L layers: K layers see all n tokens, the others x = (L m − K n) / (L − K), rounded. Published tables often state x itself. ' +
    'Attention is the mean over heads; of several recorded prompt tokens the last row counts.',
  scope: 'joint',
  needs: ({ layer }) => [`promptAttention.layer${layer - 1}`],
  parameters: {
    layer: {
      kind: 'number',
      title: 'Pruning layer',
      symbol: 'K',
      min: 1,
      max: 64,
      step: 1,
      default: 2,
      isWhole: true,
      explanation: 'The layer, counted from 0, before which tokens are dropped, by the attention in the layer before it.',
    },
    layers: LAYERS,
  },
  presets: [192, 128, 64].map((budget) => ({ title: `K = 2, ${budget} on average`, budget, parameters: { layer: 2, layers: 32 } })),
  select(part, { layer, layers }) {
    const attention = readLastPromptToken(part, layer - 1);
    const count = countAfter(part, layer, layers);
    const schedule = buildSchedule(layers, [{ from: 0, tokens: part.n }, { from: layer, tokens: count }]);
    noteCost(part, schedule);
    return {
      kept: takeHighest(attention, count),
      ranking: { title: 'attention of the last prompt token', values: attention },
      schedule,
    };
  },
});

/** [x], tokens left from layer K on. */
function countAfter({ n, budget }: { n: number; budget: number }, layer: number, layers: number): number {
  const others = countLayersFrom(layer, layers);
  const count = Math.round((layers * budget - layer * n) / others);
  if (count >= 1) return count;
  const least = Math.ceil((layer * n + others / 2) / layers);
  throw new BudgetError(
    `FastV cannot reach ${budget} of ${n} tokens on average: all ${n} in the first ${layer} of ${layers} layers make ${((layer * n) / layers).toFixed(1)} already. ` +
      `The smallest budget is ${least}, with one token left after them.`,
  );
}

/**
 * [CLS] attention (FasterVLM): keep what the encoder's own summary looks at.
 */
import { takeHighest } from '../ranking.ts';
import { defineMethod } from './method.ts';

export const classAttention = defineMethod({
  id: 'cls-attention',
  title: '[CLS] attention (FasterVLM)',
  family: 'Attention',
  source: 'Zhang et al., [CLS] Attention is All You Need for Training-Free Visual Token Pruning, 2024',
  summary: 'Keeps the tokens that the [CLS] token attends to most. Knows no question, and tokens that look alike are kept together.',
  scope: 'per-view',
  needs: ['classAttention'],
  parameters: {},
  select(part) {
    const attention = part.attention('classAttention');
    return { kept: takeHighest(attention, part.budget), ranking: { title: '[CLS] attention', values: attention } };
  },
});

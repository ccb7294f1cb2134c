/**
 * DART: inside the language model, keep what repeats a few pivot tokens least. Listed for what it needs; nothing that the
 * playground can read holds that.
 */
import { MissingInputError } from './inputs.ts';
import { defineMethod } from './method.ts';
import type { NumberParameter } from './parameters.ts';

const PIVOTS = { kind: 'number', min: 1, max: 32, step: 1, default: 4, isWhole: true } as const satisfies Partial<NumberParameter>;

export const dart = defineMethod({
  id: 'dart',
  title: 'DART',
  family: 'Language model',
  source: 'Wen et al., Stop Looking for Important Tokens in Multimodal Language Models: Duplication Matters More, 2025',
  summary:
    'Takes the tokens with the largest keys as pivots, and for each pivot in turn keeps the tokens least similar to it inside the language model. Knows the question through the pivots among its words.',
  remarks:
    'Cannot run here: it compares hidden states at layer K, and picks pivots by the L1 norm of the keys of layer K − 1, of the photo’s and of the question’s tokens. No file of own tokens holds those, and nothing stands in. ' +
    'It keeps p + (p + q) k tokens for p pivots of the photo and q of the text, k for each: 132 where 128 are asked for.',
  scope: 'joint',
  needs: ['languageModelStates'],
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
      explanation: 'The layer of the language model, counted from 0, before which tokens are dropped.',
    },
    imagePivots: { ...PIVOTS, title: 'Photo pivots', explanation: 'How many of the photo’s tokens, those with the largest keys, are pivots.' },
    textPivots: { ...PIVOTS, title: 'Text pivots', explanation: 'How many of the question’s tokens, those with the largest keys, are pivots.' },
  },
  select(_part, { layer }) {
    throw new MissingInputError(
      `DART needs the hidden states of all tokens at layer ${layer} of the language model and the keys of layer ${layer - 1}; nothing that can be opened here holds them.`,
    );
  },
});

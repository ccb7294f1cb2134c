/**
 * ToMe on final features: token merging, without the encoder layers between its rounds.
 */
import { defineMethod } from './method.ts';

export const tome = defineMethod({
  id: 'tome',
  title: 'ToMe',
  family: 'Merging',
  source: 'Bolya et al., Token Merging: Your ViT But Faster, ICLR 2023',
  summary:
    'Merges the most similar tokens, round by round: those at even places of the list into those at odd ones. A group is compared by its mean. Knows neither question nor attention.',
  remarks:
    'The published method merges a few tokens in every layer of the encoder, and attention takes the sizes of the groups into account. Here all rounds run on the encoder’s finished features. What stands for a group on the photo is the token that the others were merged into.',
  scope: 'per-view',
  needs: ({ metric }) => (metric === 'keys' ? ['meanKeys'] : []),
  parameters: {
    perRound: {
      kind: 'number',
      title: 'Merged per round',
      symbol: 'r',
      min: 1,
      max: 64,
      step: 1,
      isWhole: true,
      default: 8,
      explanation: 'How many tokens one round merges at most; never more than half of those left.',
    },
    metric: {
      kind: 'choice',
      title: 'Compared by',
      options: [
        { value: 'keys', title: 'attention keys, mean over heads' },
        { value: 'tokens', title: 'the tokens themselves' },
      ],
      default: 'keys',
      explanation: 'Which features decide how similar two tokens are; the paper takes the keys, as they sum up what a token is for attention.',
    },
  },
  presets: [
    { title: 'r = 8', parameters: { perRound: 8 } },
    { title: 'r = 16, as in LightCompress', parameters: { perRound: 16 } },
  ],
  async select(part, { perRound, metric }) {
    const workspace = await part.workspace(metric === 'keys' ? part.keySpace('meanKeys') : 'tokens');
    const { assignment } = await workspace.mergeSimilar({ target: part.budget, perRound });
    part.signal?.throwIfAborted();
    return { kept: Array.from(new Set(assignment)), assignment };
  },
});

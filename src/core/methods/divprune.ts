/**
 * DivPrune: the most different tokens, whatever they show.
 */
import { defineMethod } from './method.ts';

export const divprune = defineMethod({
  id: 'divprune',
  title: 'DivPrune',
  family: 'Diversity',
  source: 'Alvar et al., DivPrune: Diversity-based Visual Token Pruning for Large Multimodal Models, 2025',
  summary:
    'Solves the max-min diversity problem greedily: always adds the token whose nearest kept one is farthest away. Knows neither question nor attention.',
  remarks: 'Kept tokens are masked, so that none is taken twice; the published code can repeat one where all distances are 0.',
  scope: 'joint',
  needs: [],
  parameters: {},
  presets: [
    { title: 'Published ratio 0.098', budget: 56, parameters: {} },
  ],
  async select(part) {
    const workspace = await part.workspace(part.languageSpace);
    const { order, values } = await workspace.orderFarthest(part.budget);
    return { kept: order, trace: { order, values } };
  },
});

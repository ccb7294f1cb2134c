/**
 * Tokens drawn at random: what a method has to beat.
 */
import { drawRandomScores } from '../random.ts';
import { takeHighest } from '../ranking.ts';
import { defineMethod } from './method.ts';

export const random = defineMethod({
  id: 'random',
  title: 'Random',
  family: 'Control',
  source: 'Control',
  summary: 'Keeps tokens drawn at random; looks at nothing.',
  remarks: 'The same seed draws the same tokens everywhere, other ones in every view. A larger budget adds to those of a smaller one.',
  scope: 'per-view',
  needs: [],
  parameters: {
    seed: { kind: 'number', title: 'Seed', min: 0, max: 65_535, step: 1, isWhole: true, default: 1, explanation: 'Another seed draws other tokens.' },
  },
  select({ n, start, budget }, { seed }) {
    return { kept: takeHighest(drawRandomScores(n, seed + start), budget) };
  },
});

/**
 * Comparisons worth starting from.
 */
import type { CompareEntry } from '../../state/settings.ts';

export interface ComparePreset {
  id: string;
  title: string;
  /** What there is to see. */
  explanation: string;
  entries: readonly CompareEntry[];
}

const plain = (method: string): CompareEntry => ({ method, parameters: {}, question: null });

export const COMPARE_PRESETS: readonly ComparePreset[] = [
  {
    id: 'question',
    title: 'Who hears the question',
    explanation: 'Script, TRIM and CDPruner listen to the question; DivPrune does not.',
    entries: ['script', 'trim', 'cdpruner', 'divprune'].map(plain),
  },
  {
    id: 'figure-1',
    title: 'Figure 1 of the paper',
    explanation:
      'Attention, similarity and Script. The paper’s third peer measures how the model’s answers change (divergence), which needs the language model; DivPrune stands beside them instead.',
    entries: ['cls-attention', 'gsp-only', 'divprune', 'script'].map(plain),
  },
  {
    id: 'parts',
    title: 'Script and its parts',
    explanation: 'What each half of Script would keep alone, and a seeded draw for scale.',
    entries: ['script', 'gsp-only', 'dpp-only', 'relevance-only', 'random'].map(plain),
  },
  {
    id: 'attention',
    title: 'By attention',
    explanation: 'Methods that start from the [CLS] token’s attention; they need an encoder that shows it, such as CLIP.',
    entries: ['cls-attention', 'visionzip', 'vispruner', 'prumerge-plus', 'hiprune', 'holov'].map(plain),
  },
  {
    id: 'coverage',
    title: 'Diversity and coverage',
    explanation: 'Farthest points, merging, even spacing: what the photo keeps without a question.',
    entries: ['divprune', 'tome', 'saint', 'uniform-grid', 'spatial-pooling', 'random'].map(plain),
  },
  {
    id: 'paper-and-code',
    title: 'Paper and released code',
    explanation: 'Script as the paper reads, and what its public code computes.',
    entries: ['script', 'script-released'].map(plain),
  },
  {
    id: 'thresholds',
    title: 'Two thresholds',
    explanation: 'The same method with τ = 0.3 and τ = 0.7; change either to see what a setting does.',
    entries: [0.3, 0.7].map((threshold) => ({ method: 'script', parameters: { threshold }, question: null })),
  },
  {
    id: 'questions',
    title: 'Two questions',
    explanation: 'The same method for the page’s question and for another one.',
    entries: [plain('script'), { method: 'script', parameters: {}, question: 'What is in the background?' }],
  },
];

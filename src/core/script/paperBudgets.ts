/**
 * The budgets of the paper's tables, and what they come to for other numbers of tokens.
 */
import type { LayoutPreset } from '../tokenLayouts.ts';

/** The models of the paper whose budgets it reports. */
export type PaperModel = LayoutPreset | 'llava-video';

interface PaperBudgets {
  /** The model as people write it. */
  title: string;
  /** Tokens before pruning. */
  n: number;
  /** In tokens, the largest first. */
  budgets: readonly number[];
}

/** Tables 2 and 11, 3, 4 and 10; a video's budgets are those of all its 64 frames. */
export const PAPER_BUDGETS: Record<PaperModel, PaperBudgets> = {
  'llava-1.5': { title: 'LLaVA-1.5', n: 576, budgets: [192, 128, 64, 32, 16] },
  'llava-next': { title: 'LLaVA-NeXT', n: 2880, budgets: [640, 320, 160] },
  'llava-video': { title: 'LLaVA-Video', n: 64 * 169, budgets: [64 * 64, 64 * 32, 64 * 16] },
  internvl3: { title: 'InternVL3', n: 1280, budgets: [256, 128] },
};

export interface SuggestedBudgets {
  /** The largest first, each once and at least 1. */
  budgets: number[];
  /** The paper's own numbers; null where they are its shares of another number of tokens. */
  source: PaperBudgets;
  isPrinted: boolean;
}

/**
 * The paper's budgets for n tokens: as printed where it has a model with so many, else the same shares of n.
 * @param model whose layout the tokens have; null for others, which go with the model of as many tokens, else with LLaVA-1.5
 */
export function suggestBudgets(model: PaperModel | null, n: number): SuggestedBudgets {
  const source = (model && PAPER_BUDGETS[model]) ?? Object.values(PAPER_BUDGETS).find((known) => known.n === n) ?? PAPER_BUDGETS['llava-1.5'];
  const budgets = source.budgets.map((budget) => Math.max(1, Math.round((budget * n) / source.n)));
  return { budgets: [...new Set(budgets)], source, isPrinted: n === source.n };
}

/**
 * The four panels in the order of the algorithm, and the words around them.
 */
export const PANEL_KINDS = ['photo', 'relevance', 'redundancy', 'kept'] as const;
export type PanelKind = (typeof PANEL_KINDS)[number];

export interface PanelText {
  /** Short name for the switch of narrow screens. */
  name: string;
  title: string;
  /** The equation or section that the panel shows. */
  source: string;
  /** The equation in plain text with the paper's symbols. */
  formulas: string[];
  /** What the formulas say. */
  explanation: string;
}

export const PANEL_TEXTS: Record<PanelKind, PanelText> = {
  photo: {
    name: 'Photo',
    title: 'What goes in',
    source: 'Tokens H_v',
    formulas: ['H_v = [h_1 … h_n],  h_i ∈ ℝ^d'],
    explanation:
      'The vision encoder cuts the photo into a grid and turns every cell into one token. A language model would have to read all of them.',
  },
  relevance: {
    name: 'Relevance',
    title: 'Which tokens matter?',
    source: 'QCSP, Eq. 3–4',
    formulas: ['r_raw,i = cos(e_i, h_q)', 'r = (r_raw − min) / (max − min)'],
    explanation:
      'Query-conditioned relevance: the cosine of every token with the question in the space that image and text share, stretched to 0 … 1 over this photo.',
  },
  redundancy: {
    name: 'Redundancy',
    title: 'Which tokens repeat others?',
    source: 'GSP, Eq. 8–9',
    formulas: ['S_ij = cos(h_i, h_j),  i even, j odd', 'score(t) = d(t) · exp(γ (μ(t) − τ))'],
    explanation:
      'Graph-structured pruning: d(t) counts the tokens of the other half whose cosine is at least τ, μ(t) is their mean similarity. A token with no such neighbour scores its mean similarity to the whole other half.',
  },
  kept: {
    name: 'Kept',
    title: 'What the LLM would see',
    source: 'Script, Sec. 4.3',
    formulas: ['L̃ = diag(r) S diag(r)', 'pick j = argmax v_i²,  then v_i² ← v_i² − e_i²'],
    explanation:
      'The greedy DPP order picks tokens that matter and differ from the picks before. Walking it, Script keeps the tokens that survive GSP until m are kept.',
  },
};

/**
 * The kernels in the order of Script, then those of other methods, with the equation each computes. The code is that of the files
 * that run.
 */
import bipartiteDegree from '../../../../shaders/bipartite_degree.wgsl?commented&raw';
import greedyStart from '../../../../shaders/greedy_start.wgsl?commented&raw';
import greedyStep from '../../../../shaders/greedy_step.wgsl?commented&raw';
import meanQuery from '../../../../shaders/mean_query.wgsl?commented&raw';
import minMax from '../../../../shaders/min_max.wgsl?commented&raw';
import normalizeRows from '../../../../shaders/normalize_rows.wgsl?commented&raw';
import redundancyScore from '../../../../shaders/redundancy_score.wgsl?commented&raw';
import relevance from '../../../../shaders/relevance.wgsl?commented&raw';
import similarity from '../../../../shaders/similarity.wgsl?commented&raw';
import similarityAmong from '../../../../shaders/similarity_among.wgsl?commented&raw';
import similarityHistogram from '../../../../shaders/similarity_histogram.wgsl?commented&raw';
import similarityRow from '../../../../shaders/similarity_row.wgsl?commented&raw';
import similaritySubgroup from '../../../../shaders/similarity_subgroup.wgsl?commented&raw';
import type { SimilarityVariant } from '../../../core/kernels.ts';
import type { RedundancyMap } from '../../../state/settings.ts';
import { html as bipartiteDegreeHtml } from '../../equations/shaderBipartiteDegree.tex';
import { html as greedyStartHtml } from '../../equations/shaderGreedyStart.tex';
import { html as greedyStepHtml } from '../../equations/shaderGreedyStep.tex';
import { html as meanQueryHtml } from '../../equations/shaderMeanQuery.tex';
import { html as minMaxHtml } from '../../equations/shaderMinMax.tex';
import { html as normalizeRowsHtml } from '../../equations/shaderNormalizeRows.tex';
import { html as redundancyScoreHtml } from '../../equations/shaderRedundancyScore.tex';
import { html as relevanceHtml } from '../../equations/shaderRelevance.tex';
import { html as similarityHtml } from '../../equations/shaderSimilarity.tex';
import { html as similarityAmongHtml } from '../../equations/shaderSimilarityAmong.tex';
import { html as similarityHistogramHtml } from '../../equations/shaderSimilarityHistogram.tex';
import { html as similarityRowHtml } from '../../equations/shaderSimilarityRow.tex';
import { SEARCH_KERNELS } from './searchKernels.ts';
import type { ShaderKernel } from './shaderKernel.ts';

const SCRIPT_KERNELS = [
  {
    file: 'normalize_rows.wgsl',
    code: normalizeRows,
    stage: 'normalize',
    makes: 'Unit tokens, from which every cosine on the page follows.',
    equation: normalizeRowsHtml,
    plain: ['z_i = h_i / max(|h_i|, 1e−8)'],
  },
  {
    file: 'similarity.wgsl',
    code: similarity,
    stage: 'similarity',
    makes: 'The similarities behind the redundancy map, the greedy order and the figures.',
    equation: similarityHtml,
    plain: ['S_ij = ⟨z_i, z_j⟩', 'B_ab = S_2a,2b+1'],
  },
  {
    file: 'similarity_subgroup.wgsl',
    code: similaritySubgroup,
    stage: 'similarity',
    makes: 'The same similarities to the last bit, on devices where this kernel is the faster one.',
    equation: similarityHtml,
    plain: ['S_ij = ⟨z_i, z_j⟩', 'B_ab = S_2a,2b+1'],
  },
  {
    file: 'similarity_histogram.wgsl',
    code: similarityHistogram,
    stage: 'histogram',
    makes: 'The histogram under the τ slider.',
    equation: similarityHistogramHtml,
    plain: ['c_b = number of pairs (i, j)', 'with ⌊(B_ij + 1) / 2 · bins⌋ = b'],
  },
  {
    file: 'similarity_row.wgsl',
    code: similarityRow,
    stage: 'greedy',
    makes: 'The similarities behind the greedy order, where there are too many to store.',
    equation: similarityRowHtml,
    plain: ['S_ji = ⟨z_j, z_i⟩', 'j = the token picked next'],
  },
  {
    file: 'similarity_among.wgsl',
    code: similarityAmong,
    stage: null,
    makes: 'The read-outs of log det and of similarity among kept tokens.',
    equation: similarityAmongHtml,
    plain: ['S_K = [S_ij] for i, j in K', 'ln det L̃_K = 2 Σ ln r_i + ln det S_K'],
  },
  {
    file: 'bipartite_degree.wgsl',
    code: bipartiteDegree,
    stage: 'redundancy',
    makes: 'The degree map, and the sums behind the mean similarity and the score.',
    equation: bipartiteDegreeHtml,
    plain: ['E(t) = { j : S_tj ≥ τ }', 'd(t) = |E(t)|', 'd(t) μ(t) = Σ S_tj over E(t)'],
  },
  {
    file: 'redundancy_score.wgsl',
    code: redundancyScore,
    stage: 'redundancy',
    makes: 'The redundancy map: mean similarity, score, and with it the rank.',
    equation: redundancyScoreHtml,
    plain: ['μ(t) = Σ S_tj over E(t) / d(t)', 'score(t) = d(t) exp(γ (μ(t) − τ))'],
  },
  {
    file: 'mean_query.wgsl',
    code: meanQuery,
    stage: 'relevance',
    makes: 'The vector of the question that every token is compared with.',
    equation: meanQueryHtml,
    plain: ['h̄_q = mean of h_q,t', 'q = h̄_q / max(|h̄_q|, 1e−8)'],
  },
  {
    file: 'relevance.wgsl',
    code: relevance,
    stage: 'relevance',
    makes: 'The cosines that the relevance map is stretched from.',
    equation: relevanceHtml,
    plain: ['r_raw,i = ⟨e_i, q⟩, |e_i| = |q| = 1'],
  },
  {
    file: 'min_max.wgsl',
    code: minMax,
    stage: 'relevance',
    makes: 'The relevance map.',
    equation: minMaxHtml,
    plain: ['r_i = (r_raw,i − min) / (max − min)'],
  },
  {
    file: 'greedy_start.wgsl',
    code: greedyStart,
    stage: 'greedy',
    makes: 'The first residuals of the greedy order that the kept set follows.',
    equation: greedyStartHtml,
    plain: ['w_i = r_i^a', 'v_i² = L̃_ii = w_i² S_ii'],
  },
  {
    file: 'greedy_step.wgsl',
    code: greedyStep,
    stage: 'greedy',
    makes: 'The greedy order that the kept set follows, and the gain curve under the slider of m.',
    equation: greedyStepHtml,
    plain: ['j = argmax v_i²', 'e_i = (L̃_ji − ⟨u_j, u_i⟩) / √(v_j² + ε)', 'v_i² ← max(v_i² − e_i², 0)'],
  },
] as const satisfies readonly ShaderKernel[];

/** Those of Script, and those of the other methods. */
export const KERNELS = [...SCRIPT_KERNELS, ...SEARCH_KERNELS] as const;

export type KernelFile = (typeof KERNELS)[number]['file'];

/** What on the page a person may want to see the shader of. */
export const RESULTS = ['relevance', 'redundancy', 'kept', 'histogram'] as const;
export type Result = (typeof RESULTS)[number];

export const RESULT_TITLES: Record<Result, string> = {
  relevance: 'Relevance',
  redundancy: 'Redundancy',
  kept: 'Kept',
  histogram: 'Histogram',
};

/** Two kernels with the same results, of which a device runs the faster one. */
export const SIMILARITY_FILES: Record<SimilarityVariant, KernelFile> = { workgroup: 'similarity.wgsl', subgroups: 'similarity_subgroup.wgsl' };

/** The kernels that lead to a result, in the order in which they run; of similarity, the one that every device can run. */
export const CHAINS: Record<Result, readonly KernelFile[]> = {
  relevance: ['normalize_rows.wgsl', 'mean_query.wgsl', 'relevance.wgsl', 'min_max.wgsl'],
  redundancy: ['normalize_rows.wgsl', 'similarity.wgsl', 'bipartite_degree.wgsl', 'redundancy_score.wgsl'],
  kept: ['normalize_rows.wgsl', 'similarity.wgsl', 'greedy_start.wgsl', 'greedy_step.wgsl'],
  histogram: ['normalize_rows.wgsl', 'similarity.wgsl', 'similarity_histogram.wgsl'],
};

/** The same with the kernel of similarity that a device does run. */
export function listChain(result: Result, variant: SimilarityVariant): readonly KernelFile[] {
  return CHAINS[result].map((file) => (file === SIMILARITY_FILES.workgroup ? SIMILARITY_FILES[variant] : file));
}

/** The kernel that writes what the page shows. */
export function findKernelBehind(result: Result, map: RedundancyMap): KernelFile {
  switch (result) {
    case 'relevance':
      return 'min_max.wgsl';
    case 'redundancy':
      return map === 'degree' ? 'bipartite_degree.wgsl' : 'redundancy_score.wgsl';
    case 'kept':
      return 'greedy_step.wgsl';
    case 'histogram':
      return 'similarity_histogram.wgsl';
    default:
      return result satisfies never;
  }
}

/** Kernels by what they have to do with each other, in the order of data flow. */
export const KERNEL_GROUPS: readonly { title: string; files: readonly KernelFile[] }[] = [
  { title: 'Normalize', files: ['normalize_rows.wgsl', 'mean_query.wgsl'] },
  { title: 'Similarity', files: ['similarity.wgsl', 'similarity_subgroup.wgsl', 'similarity_row.wgsl', 'similarity_among.wgsl', 'similarity_histogram.wgsl'] },
  { title: 'Redundancy', files: ['bipartite_degree.wgsl', 'redundancy_score.wgsl'] },
  { title: 'Relevance', files: ['relevance.wgsl', 'min_max.wgsl'] },
  { title: 'Greedy', files: ['greedy_start.wgsl', 'greedy_step.wgsl'] },
  { title: 'Farthest point, DivPrune', files: ['farthest_start.wgsl', 'farthest_step.wgsl'] },
  { title: 'Coverage, MMTok', files: ['cover_rows.wgsl', 'cover_step.wgsl'] },
  {
    title: 'Soft matching, ToMe',
    files: ['matching_start.wgsl', 'matching_best.wgsl', 'matching_rank.wgsl', 'matching_list.wgsl', 'matching_merge.wgsl'],
  },
  {
    title: 'Density peaks, SparseVLM',
    files: ['peaks_distance.wgsl', 'peaks_density.wgsl', 'peaks_score.wgsl', 'peaks_centre.wgsl', 'peaks_assign.wgsl'],
  },
];

export function findKernel(file: KernelFile): ShaderKernel {
  return KERNELS.find((kernel) => kernel.file === file) ?? KERNELS[0];
}

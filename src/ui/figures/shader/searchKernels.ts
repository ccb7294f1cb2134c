/**
 * The kernels of the searches that other methods than Script make, in the order in which they run.
 */
import coverRows from '../../../../shaders/cover_rows.wgsl?commented&raw';
import coverStep from '../../../../shaders/cover_step.wgsl?commented&raw';
import farthestStart from '../../../../shaders/farthest_start.wgsl?commented&raw';
import farthestStep from '../../../../shaders/farthest_step.wgsl?commented&raw';
import matchingBest from '../../../../shaders/matching_best.wgsl?commented&raw';
import matchingList from '../../../../shaders/matching_list.wgsl?commented&raw';
import matchingMerge from '../../../../shaders/matching_merge.wgsl?commented&raw';
import matchingRank from '../../../../shaders/matching_rank.wgsl?commented&raw';
import matchingStart from '../../../../shaders/matching_start.wgsl?commented&raw';
import peaksAssign from '../../../../shaders/peaks_assign.wgsl?commented&raw';
import peaksCentre from '../../../../shaders/peaks_centre.wgsl?commented&raw';
import peaksDensity from '../../../../shaders/peaks_density.wgsl?commented&raw';
import peaksDistance from '../../../../shaders/peaks_distance.wgsl?commented&raw';
import peaksScore from '../../../../shaders/peaks_score.wgsl?commented&raw';
import { html as coverRowsHtml } from '../../equations/shaderCoverRows.tex';
import { html as coverStepHtml } from '../../equations/shaderCoverStep.tex';
import { html as farthestStartHtml } from '../../equations/shaderFarthestStart.tex';
import { html as farthestStepHtml } from '../../equations/shaderFarthestStep.tex';
import { html as matchingBestHtml } from '../../equations/shaderMatchingBest.tex';
import { html as matchingListHtml } from '../../equations/shaderMatchingList.tex';
import { html as matchingMergeHtml } from '../../equations/shaderMatchingMerge.tex';
import { html as matchingRankHtml } from '../../equations/shaderMatchingRank.tex';
import { html as matchingStartHtml } from '../../equations/shaderMatchingStart.tex';
import { html as peaksAssignHtml } from '../../equations/shaderPeaksAssign.tex';
import { html as peaksCentreHtml } from '../../equations/shaderPeaksCentre.tex';
import { html as peaksDensityHtml } from '../../equations/shaderPeaksDensity.tex';
import { html as peaksDistanceHtml } from '../../equations/shaderPeaksDistance.tex';
import { html as peaksScoreHtml } from '../../equations/shaderPeaksScore.tex';
import type { ShaderKernel } from './shaderKernel.ts';

export const SEARCH_KERNELS = [
  {
    file: 'farthest_start.wgsl',
    code: farthestStart,
    stage: 'search',
    makes: 'How isolated every token is, from which DivPrune takes its first pick.',
    equation: farthestStartHtml,
    plain: ['d_i = min (1 − S_ij) over j ≠ i'],
  },
  {
    file: 'farthest_step.wgsl',
    code: farthestStep,
    stage: 'search',
    makes: 'The order in which DivPrune keeps tokens.',
    equation: farthestStepHtml,
    plain: ['j = argmax d_i', 'd_i ← min(d_i, 1 − S_ij)'],
  },
  {
    file: 'cover_rows.wgsl',
    code: coverRows,
    stage: 'search',
    makes: 'How much each token covers each other one, which MMTok adds to how it covers the words.',
    equation: coverRowsHtml,
    plain: ['C_ij = α / n · exp(S_ij / T) / Σ exp(S_ik / T)'],
  },
  {
    file: 'cover_step.wgsl',
    code: coverStep,
    stage: 'search',
    makes: 'The order in which MMTok keeps tokens.',
    equation: coverStepHtml,
    plain: ['g_v = Σ max(C_rv − b_r, 0) over rows r', 'j = argmax g_v', 'b_r ← max(b_r, C_rj)'],
  },
  {
    file: 'matching_start.wgsl',
    code: matchingStart,
    stage: 'search',
    makes: 'The groups of one token each with which ToMe begins.',
    equation: matchingStartHtml,
    plain: ['⟨x_i, x_j⟩ = S_ij |x_i| |x_j|', 's_i = 1'],
  },
  {
    file: 'matching_best.wgsl',
    code: matchingBest,
    stage: 'search',
    makes: 'The partner that ToMe proposes for every other group, once a round.',
    equation: matchingBestHtml,
    plain: ['S_ab = ⟨x_a, x_b⟩ / (|x_a| |x_b|)', 'b(a) = argmax S_ab, a even, b odd'],
  },
  {
    file: 'matching_rank.wgsl',
    code: matchingRank,
    stage: 'search',
    makes: 'The pairs that ToMe merges in a round: the r most similar ones.',
    equation: matchingRankHtml,
    plain: ['c(a) = S_a,b(a)', 'rank(a) = number of a′ with c(a′) > c(a)'],
  },
  {
    file: 'matching_list.wgsl',
    code: matchingList,
    stage: 'search',
    makes: 'The groups that are left after a round of ToMe, and which token went into which.',
    equation: matchingListHtml,
    plain: ['M = { a : rank(a) < r }', 's_b ← s_b + Σ s_a over a in M, b(a) = b'],
  },
  {
    file: 'matching_merge.wgsl',
    code: matchingMerge,
    stage: 'search',
    makes: 'The means of the groups that grew, with which ToMe compares in the next round.',
    equation: matchingMergeHtml,
    plain: ['⟨x_G, x_H⟩ = Σ s_a s_b / (s_G s_H) ⟨x_a, x_b⟩', 'over a in G, b in H'],
  },
  {
    file: 'peaks_distance.wgsl',
    code: peaksDistance,
    stage: 'search',
    makes: 'The distances by which SparseVLM clusters dropped tokens to recycle them.',
    equation: peaksDistanceHtml,
    plain: ['D_ij² = |x_i − x_j|² / d', 'd D_ij² = (|x_i| − |x_j|)²', '+ 2 |x_i| |x_j| (1 − S_ij)'],
  },
  {
    file: 'peaks_density.wgsl',
    code: peaksDensity,
    stage: 'search',
    makes: 'How densely other dropped tokens lie around each.',
    equation: peaksDensityHtml,
    plain: ['σ_i = mean of D_ij² over k nearest j', 'ρ_i = exp(−σ_i)'],
  },
  {
    file: 'peaks_score.wgsl',
    code: peaksScore,
    stage: 'search',
    makes: 'How much each dropped token stands out as a centre: dense, and far from denser ones.',
    equation: peaksScoreHtml,
    plain: ['δ_i = min D_ij over j with ρ_j > ρ_i', 'ln δ_i ρ_i = ½ ln δ_i² − σ_i'],
  },
  {
    file: 'peaks_centre.wgsl',
    code: peaksCentre,
    stage: 'search',
    makes: 'The centres of the recycled tokens of SparseVLM.',
    equation: peaksCentreHtml,
    plain: ['rank(i) = number of j with δ_j ρ_j > δ_i ρ_i', 'centres = { i : rank(i) < C }'],
  },
  {
    file: 'peaks_assign.wgsl',
    code: peaksAssign,
    stage: 'search',
    makes: 'Which dropped tokens each recycled token of SparseVLM is the mean of.',
    equation: peaksAssignHtml,
    plain: ['c(i) = argmin D_ic² over centres c'],
  },
] as const satisfies readonly ShaderKernel[];

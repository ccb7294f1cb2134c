/**
 * All kernels of a device, compiled.
 */
import type { BufferAllocator } from './buffers.ts';
import { loadBipartiteDegree } from './kernels/bipartiteDegree.ts';
import { loadDensityPeaks } from './kernels/densityPeaks.ts';
import { loadFacilityLocation } from './kernels/facilityLocation.ts';
import { loadFarthestPoint } from './kernels/farthestPoint.ts';
import { loadGreedy } from './kernels/greedy.ts';
import { loadMeanQuery } from './kernels/meanQuery.ts';
import { loadMinMax } from './kernels/minMax.ts';
import { loadNormalizeRows } from './kernels/normalizeRows.ts';
import { loadRedundancyScore } from './kernels/redundancyScore.ts';
import { loadRelevance } from './kernels/relevance.ts';
import type { Similarity } from './kernels/similarity.ts';
import { loadSimilarityAmong } from './kernels/similarityAmong.ts';
import { loadSimilarityHistogram } from './kernels/similarityHistogram.ts';
import { loadSimilarityRow } from './kernels/similarityRow.ts';
import { loadSoftMatching } from './kernels/softMatching.ts';
import type { PipelineCache } from './pipelines.ts';
import { StepNumbers } from './stepNumbers.ts';

export type KernelSet = Awaited<ReturnType<typeof loadKernels>> & { similarity: Similarity };

/**
 * Compiles every kernel but that of similarity, of which there are two to choose from; all at once where the driver can.
 * @throws Error naming the shader that does not compile
 */
export async function loadKernels(pipelines: PipelineCache, allocator: BufferAllocator) {
  const stepNumbers = new StepNumbers(allocator);
  const loading = {
    normalizeRows: loadNormalizeRows(pipelines),
    similarityRow: loadSimilarityRow(pipelines, stepNumbers),
    bipartiteDegree: loadBipartiteDegree(pipelines),
    redundancyScore: loadRedundancyScore(pipelines),
    meanQuery: loadMeanQuery(pipelines),
    relevance: loadRelevance(pipelines),
    minMax: loadMinMax(pipelines),
    greedy: loadGreedy(pipelines, stepNumbers),
    farthestPoint: loadFarthestPoint(pipelines, stepNumbers),
    facilityLocation: loadFacilityLocation(pipelines, stepNumbers),
    softMatching: loadSoftMatching(pipelines, stepNumbers),
    densityPeaks: loadDensityPeaks(pipelines),
    similarityAmong: loadSimilarityAmong(pipelines),
    similarityHistogram: loadSimilarityHistogram(pipelines),
  };
  await Promise.all(Object.values(loading));
  return {
    normalizeRows: await loading.normalizeRows,
    similarityRow: await loading.similarityRow,
    bipartiteDegree: await loading.bipartiteDegree,
    redundancyScore: await loading.redundancyScore,
    meanQuery: await loading.meanQuery,
    relevance: await loading.relevance,
    minMax: await loading.minMax,
    greedy: await loading.greedy,
    farthestPoint: await loading.farthestPoint,
    facilityLocation: await loading.facilityLocation,
    softMatching: await loading.softMatching,
    densityPeaks: await loading.densityPeaks,
    similarityAmong: await loading.similarityAmong,
    similarityHistogram: await loading.similarityHistogram,
  };
}

import code from '../../../shaders/similarity_row.wgsl?raw';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { StepNumbers } from '../stepNumbers.ts';
import type { UnitRows } from './normalizeRows.ts';

const WORKGROUP_SIZE = 64;

/** Bytes of a note of what is kept: u32, u32, u32. */
export const NOTE_BYTES = 12;

/** Rows of S on the device that have been computed so far. */
export interface RowBuffers {
  /** f32[n], the row that the coming step reads */
  row: GPUBuffer;
  /** f32[capacity, n] */
  kept: GPUBuffer;
  /** u32[n], zero at first */
  places: GPUBuffer;
  /** NOTE_BYTES [2], zero at first */
  pending: GPUBuffer;
}

export interface RowSettings {
  /** Rows that can be kept. */
  capacity: number;
  /** 0 or 1: step + phase is even where the last dispatch left its note in the first half of `pending`. */
  phase: number;
  /** (f32, u32)[2, groupCount] of the search. */
  candidates: GPUBuffer;
}

export interface SimilarityRow {
  /** Makes room for the numbers of steps below `steps`; call before encoding them. */
  reserve(steps: number): Promise<void>;
  /** Gives what computes the row of S that a step of a search is about to read; to be called step by step. */
  prepareSteps(kernelPass: KernelPass, tokens: UnitRows, settings: RowSettings, buffers: RowBuffers): (step: number) => void;
}

export async function loadSimilarityRow(pipelines: PipelineCache, stepNumbers: StepNumbers): Promise<SimilarityRow> {
  const layout = stepNumbers.createPipelineLayout('similarity row', [
    'uniform',
    'read-only-storage',
    'read-only-storage',
    'read-only-storage',
    'storage',
    'storage',
    'storage',
    'storage',
  ]);
  const constants = { workgroupSize: WORKGROUP_SIZE };
  const kernel = await Kernel.load(pipelines, { file: 'similarity_row.wgsl', code, constants, layout });
  return {
    reserve: (steps) => stepNumbers.reserve(steps),

    prepareSteps(kernelPass, { rows: n, vectors, unit, norms }, { capacity, phase, candidates }, { row, kept, places, pending }) {
      // Searches leave one candidate per workgroup of as many tokens as here.
      const groups = Math.ceil(n / WORKGROUP_SIZE);
      const group = kernel.createGroup(
        kernelPass,
        { u32: [n, vectors, groups, capacity, phase] },
        [unit, norms, candidates, row, kept, places, pending],
      );
      return (step) => {
        kernel.use(kernelPass, group);
        stepNumbers.bind(kernelPass.pass, step);
        kernelPass.pass.dispatchWorkgroups(groups);
      };
    },
  };
}

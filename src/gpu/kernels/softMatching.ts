import bestCode from '../../../shaders/matching_best.wgsl?raw';
import listCode from '../../../shaders/matching_list.wgsl?raw';
import mergeCode from '../../../shaders/matching_merge.wgsl?raw';
import rankCode from '../../../shaders/matching_rank.wgsl?raw';
import startCode from '../../../shaders/matching_start.wgsl?raw';
import type { MergeRound } from '../../core/mergeRounds.ts';
import { Kernel, type KernelPass } from '../kernel.ts';
import type { PipelineCache } from '../pipelines.ts';
import type { StepNumbers } from '../stepNumbers.ts';

const WORKGROUP_SIZE = 64;

/** Threads that look for the best match of one position, as in matching_best.wgsl. */
const LANES = 4;

export interface MatchingBuffers {
  /** f32[n, n] */
  similarities: GPUBuffer;
  /** f32[n] */
  norms: GPUBuffer;
  /** u32[rounds, 3], the fields of `MergeRound` in order */
  rounds: GPUBuffer;
  /** f32[n, n] */
  products: GPUBuffer;
  /** f32[n] */
  lengths: GPUBuffer;
  /** (u32, f32)[2, n] */
  list: GPUBuffer;
  /** (f32, u32)[ceil(n / 2)] */
  bests: GPUBuffer;
  /** u32[ceil(n / 2)] */
  ranks: GPUBuffer;
  /** u32[ceil(n / 2)] */
  leaving: GPUBuffer;
  /** u32[n] */
  chain: GPUBuffer;
  /** u32[ceil(n / 2)] */
  joined: GPUBuffer;
  /** u32[merges, 2] */
  merges: GPUBuffer;
}

export interface SoftMatching {
  /** Makes room for the numbers of that many rounds; call before encoding them. */
  reserve(rounds: number): Promise<void>;
  /** Merges n tokens in the given rounds, four dispatches each; the merges then hold pairs of tokens. */
  encode(kernelPass: KernelPass, n: number, rounds: readonly MergeRound[], buffers: MatchingBuffers): void;
}

export async function loadSoftMatching(pipelines: PipelineCache, stepNumbers: StepNumbers): Promise<SoftMatching> {
  const constants = { workgroupSize: WORKGROUP_SIZE };
  const loadStep = (file: string, code: string, read: number, write: number) => {
    const types = Array.from({ length: 1 + read + write }, (_, binding): GPUBufferBindingType => {
      if (binding === 0) return 'uniform';
      return binding <= read ? 'read-only-storage' : 'storage';
    });
    return Kernel.load(pipelines, { file, code, constants, layout: stepNumbers.createPipelineLayout(file, types) });
  };
  const [start, best, rank, list, merge] = await Promise.all([
    Kernel.load(pipelines, { file: 'matching_start.wgsl', code: startCode, constants }),
    loadStep('matching_best.wgsl', bestCode, 4, 1),
    loadStep('matching_rank.wgsl', rankCode, 2, 2),
    loadStep('matching_list.wgsl', listCode, 4, 4),
    loadStep('matching_merge.wgsl', mergeCode, 5, 2),
  ]);
  return {
    reserve: (rounds) => stepNumbers.reserve(rounds),

    encode(kernelPass, n, rounds, buffers) {
      const { pass } = kernelPass;
      const { products, lengths, bests, ranks, leaving, chain, joined, merges } = buffers;
      start.dispatch(kernelPass, {
        parameters: { u32: [n] },
        buffers: [buffers.similarities, buffers.norms, products, lengths, buffers.list],
        workgroups: [countGroups(n), n],
      });
      const prepare = (kernel: Kernel, used: GPUBuffer[]) => {
        const group = kernel.createGroup(kernelPass, { u32: [n] }, [buffers.rounds, ...used]);
        return (...workgroups: [number, number]) => {
          kernel.use(kernelPass, group);
          pass.dispatchWorkgroups(...workgroups);
        };
      };
      const findBests = prepare(best, [buffers.list, products, lengths, bests]);
      const rankSources = prepare(rank, [bests, ranks, leaving]);
      const renewList = prepare(list, [bests, ranks, leaving, buffers.list, chain, joined, merges]);
      const mergeGroups = prepare(merge, [buffers.list, ranks, chain, joined, products, lengths]);
      for (const [number, { listLength, mergeCount }] of rounds.entries()) {
        const sources = Math.ceil(listLength / 2);
        stepNumbers.bind(pass, number);
        findBests(countGroups(LANES * sources), 1);
        rankSources(countGroups(sources), 1);
        renewList(countGroups(listLength), 1);
        mergeGroups(countGroups(listLength), mergeCount);
      }
    },
  };
}

function countGroups(threads: number): number {
  return Math.ceil(threads / WORKGROUP_SIZE);
}

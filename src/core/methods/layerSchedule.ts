/**
 * Pruning inside the language model: how many visual tokens each of its layers sees, what that costs, and which tokens the
 * prompt attends to. The budget of such a method is the average over the layers, so that it compares with methods that
 * prune before the first one.
 */
import { estimateCacheBytes, estimateScheduleFlops, LLAMA_7B } from '../costModel.ts';
import { rankDescending } from '../ranking.ts';
import type { NumberParameter } from './parameters.ts';
import type { MethodPart } from './part.ts';

/** [L], the same for every method that prunes inside the language model. */
export const LAYERS = {
  kind: 'number',
  title: 'Layers',
  symbol: 'L',
  min: 4,
  max: 128,
  step: 1,
  default: LLAMA_7B.layers,
  isWhole: true,
  explanation: 'How many layers the language model has; the budget is the average number of visual tokens over them.',
} as const satisfies NumberParameter;

/** From layer `from` on (counted from 0), `tokens` visual tokens. */
export interface Stage {
  from: number;
  tokens: number;
}

/** Visual tokens in each of `layers` layers; stages in ascending order, the first from layer 0. */
export function buildSchedule(layers: number, stages: readonly Stage[]): number[] {
  return stages.flatMap(({ from, tokens }, index) => Array.from({ length: (stages[index + 1]?.from ?? layers) - from }, () => tokens));
}

/**
 * Number of layers from `layer` on, counted from 0, of `layers`.
 * @throws RangeError if there are none
 */
export function countLayersFrom(layer: number, layers: number): number {
  if (layer >= layers) throw new RangeError(`layer is ${layer}; it must be below the number of layers, ${layers}.`);
  return layers - layer;
}

/** Mean number of visual tokens over the layers. */
export function averageTokens(schedule: readonly number[]): number {
  return schedule.reduce((sum, tokens) => sum + tokens, 0) / schedule.length;
}

/** True if an average is as near to a budget as whole tokens allow. */
export function isWithinHalfToken(average: number, budget: number): boolean {
  return Math.abs(average - budget) <= 0.5;
}

/** At most one decimal. */
export function formatTokens(count: number): string {
  return String(Math.round(count * 10) / 10);
}

/** Leaves a sentence that says what a schedule costs, by the paper's F(n) summed over the layers. */
export function noteCost(part: MethodPart, schedule: readonly number[]): void {
  const average = averageTokens(schedule);
  const teraflops = estimateScheduleFlops(schedule) / 1e12;
  const mebibytes = estimateCacheBytes(average, { ...LLAMA_7B, layers: schedule.length }) / 2 ** 20;
  part.note(
    `Of ${part.n} visual tokens, ${formatTokens(average)} on average over ${schedule.length} layers and ${schedule.at(-1)} in the last: ` +
      `${teraflops.toFixed(3)} TFLOPs and ${mebibytes.toFixed(1)} MiB of KV cache with layers as wide as those of a ${LLAMA_7B.title}.`,
  );
}

/**
 * Attention of the last prompt token to every token, f32[n]: the last of the rows that were recorded.
 * @throws MissingInputError
 */
export function readLastPromptToken(part: MethodPart, layer: number): Float32Array {
  const { rows, cols, data } = part.raters(`promptAttention.layer${layer}`);
  return data.subarray((rows - 1) * cols);
}

/**
 * Divides candidates, in ascending order, by their attention, f[n].
 * @returns `kept`, the `count` of highest attention, ascending; `dropped`, the others, of highest attention first
 */
export function splitByAttention(candidates: readonly number[], attention: ArrayLike<number>, count: number): { kept: number[]; dropped: number[] } {
  const ranked = Array.from(rankDescending(candidates.map((token) => attention[token])), (place) => candidates[place]);
  return { kept: ranked.slice(0, count).toSorted((a, b) => a - b), dropped: ranked.slice(count) };
}

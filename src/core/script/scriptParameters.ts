/**
 * The parameters of Script: ranges, defaults and presets, shared by the page, the URL and the command line.
 */
import type { Scope, ScriptParameters } from './scriptSelection.ts';

export interface ParameterRange {
  min: number;
  max: number;
  step: number;
}

export const PARAMETER_RANGES = {
  threshold: { min: -0.2, max: 1, step: 0.01 },
  gamma: { min: 0, max: 20, step: 0.1 },
  pruneRatio: { min: 0, max: 0.95, step: 0.01 },
  epsilon: { min: 1e-8, max: 1e-3, step: 1e-8 },
} as const satisfies Record<string, ParameterRange>;

/** m = round(n / 9), the paper's 88.9 % reduction; at least one token. */
export function defaultBudget(n: number): number {
  return Math.max(1, Math.round(n / 9));
}

/** One selection over a single view; one inside each of several, as the public LLaVA codes do for tiles and frames. */
export function defaultScope(views: number): Scope {
  return views > 1 ? 'per-view' : 'joint';
}

export const DEFAULT_PARAMETERS: Omit<ScriptParameters, 'budget'> = {
  threshold: 0.5,
  gamma: 10,
  pruneRatio: 0.5,
  epsilon: 1e-6,
  invert: false,
  graph: 'bipartite',
  scope: 'joint',
  relevanceExponent: 1,
  querySource: 'pooled',
};

/** Published settings of tau and gamma; the paper's method section itself prints none. */
export const PRESETS = [
  { title: 'Paper, App. E', threshold: 0.5, gamma: 10 },
  { title: 'Released code', threshold: 0.2, gamma: 1 },
  { title: 'SAINT', threshold: 0.75, gamma: 10 },
] as const;

/**
 * Refuses parameters that the method cannot run with.
 * @throws RangeError with the actual value, the allowed range and the number of tokens
 */
export function checkParameters(parameters: ScriptParameters, n: number): void {
  const { budget } = parameters;
  if (!Number.isInteger(budget) || budget < 1 || budget > n) {
    throw new RangeError(`The budget m is ${budget}; it must be a whole number from 1 to the ${n} tokens there are.`);
  }
  requireInside('threshold tau', parameters.threshold, -1, 1);
  // Beyond its range the exponential of Eq. 9 would leave what float32 can hold.
  requireInside('gamma', parameters.gamma, PARAMETER_RANGES.gamma.min, PARAMETER_RANGES.gamma.max);
  requireInside('prune ratio p', parameters.pruneRatio, 0, 1);
  requireInside('epsilon', parameters.epsilon, 1e-12, 1);
  requireInside('relevance exponent', parameters.relevanceExponent, 0, 4);
}

function requireInside(name: string, value: number, low: number, high: number): void {
  if (!(value >= low && value <= high)) {
    throw new RangeError(`The ${name} is ${value}; it must be a number from ${low} to ${high}.`);
  }
}

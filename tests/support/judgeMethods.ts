/** Judges every method of the registry by the independent reference cases, on any `Kernels`. */
import { describe, expect, test } from 'vitest';
import type { Kernels } from '../../src/core/kernels.ts';
import { MissingInputError } from '../../src/core/methods/inputs.ts';
import { BudgetError, type Selection } from '../../src/core/methods/method.ts';
import { METHODS } from '../../src/core/methods/registry.ts';
import { countExtra, runMethod } from '../../src/core/methods/runMethod.ts';
import { loadMethodCases, openMethodContext, type MethodCase, type MethodRun } from './methodCases.ts';

/**
 * Registers one test for each case and method.
 * @param openKernels called inside of tests
 * @param chosen identifiers of the methods to judge; all that have expectations if left out
 */
export function judgeMethods(openKernels: () => Kernels, chosen?: readonly string[]): void {
  describe.each(loadMethodCases())('$name', (one) => {
    const methods = METHODS.filter(({ id }) => (chosen ?? [id]).includes(id) && one.runs.some(({ method }) => method === id));
    test.each(methods)('$id', async (method) => {
      const { context, spaces } = openMethodContext(openKernels(), one.tokens);
      try {
        for (const run of one.runs.filter(({ method: id }) => id === method.id)) {
          const label = `${run.method} ${run.budget} ${JSON.stringify(run.parameters)}`;
          const query = run.question === false ? null : context.query;
          const running = runMethod(method, { ...context, query }, run);
          if (run.refused) await expect(running, label).rejects.toThrow(query ? BudgetError : MissingInputError);
          else judgeSelection(await running, run, one, label);
        }
      } finally {
        await spaces.destroy();
      }
    });
  });
}

function judgeSelection(selection: Selection, run: MethodRun, { tokens }: MethodCase, label: string): void {
  expect(selection.n).toBe(tokens.tokens.rows);
  expect(countExtra(selection.extraTokens), `extra tokens: ${label}`).toBe(run.extraTokens);
  if (run.schedule) expect(selection.schedule, `schedule: ${label}`).toEqual(run.schedule);
  if (run.robustPrefix !== null && run.order !== null && selection.trace) {
    judgeOrder(selection.trace.order, { order: run.order, robustPrefix: run.robustPrefix }, selection.n, label);
  }
  if (!isDecided(run)) return;
  expect(Array.from(selection.indices), `kept: ${label}`).toEqual(run.kept);
  if (run.assignment) expect(selection.assignment && Array.from(selection.assignment), `assignment: ${label}`).toEqual(run.assignment);
}

/** Whether rounding leaves the kept set as it is. Ties decide by the token, but in ToMe's list of groups by the place in it. */
function isDecided({ method, exact, exactWithTies }: MethodRun): boolean {
  return exact || (exactWithTies && method !== 'tome');
}

/** Picks of all ranges lie one after the other; which tokens they are tells them apart. */
function judgeOrder(picks: Uint32Array, { order, robustPrefix }: { order: number[][]; robustPrefix: number[] }, n: number, label: string): void {
  const size = n / order.length;
  for (const [range, expected] of order.entries()) {
    const ofRange = Array.from(picks).filter((token) => Math.floor(token / size) === range);
    expect(ofRange.slice(0, robustPrefix[range]), `order: ${label}`).toEqual(expected.slice(0, robustPrefix[range]));
  }
}

/** How a budget is shared among views: m / views each, the remainder going to the first views. */
export function divideBudget(budget: number, parts: number): number[] {
  return Array.from({ length: parts }, (_, index) => Math.floor(budget / parts) + (index < budget % parts ? 1 : 0));
}

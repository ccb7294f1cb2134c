import type { ComparisonProps } from '../comparisonInputs.ts';

export function BudgetSweepFigure({ shown }: ComparisonProps) {
  return <p>{shown.photo.name}</p>;
}

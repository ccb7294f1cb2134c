import type { ComparisonProps } from '../comparisonInputs.ts';

export function SideBySideFigure({ shown }: ComparisonProps) {
  return <p>{shown.photo.name}</p>;
}

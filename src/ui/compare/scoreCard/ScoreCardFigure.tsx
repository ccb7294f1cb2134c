import type { ComparisonProps } from '../comparisonInputs.ts';

export function ScoreCardFigure({ shown }: ComparisonProps) {
  return <p>{shown.photo.name}</p>;
}

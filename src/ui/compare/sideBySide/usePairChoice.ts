import { useState } from 'react';

export interface PairChoice {
  /** Places in the comparison, from 0. */
  a: number;
  b: number;
  /** Choosing the other side's place swaps the two. */
  choose: (side: 'a' | 'b', place: number) => void;
}

/** Which two of at least two places are compared; the first two until somebody chooses, or where chosen ones are gone. */
export function usePairChoice(count: number): PairChoice {
  const [[a, b], setPlaces] = useState<readonly [number, number]>([0, 1]);
  const isThere = a < count && b < count;
  const places = isThere ? { a, b } : { a: 0, b: 1 };
  return {
    ...places,
    choose: (side, place) => {
      const other = side === 'a' ? places.b : places.a;
      const partner = place === other ? places[side] : other;
      setPlaces(side === 'a' ? [place, partner] : [partner, place]);
    },
  };
}

import { useCallback, useMemo, useState } from 'react';
import { completeOrders, continues, isSameRun, type OrderRun } from '../../../core/figures/intersection.ts';
import { splitSelection } from '../../../core/figures/selectionParts.ts';
import type { FigureInputs } from '../figureInputs.ts';
import { useSlicedWork } from '../useSlicedWork.ts';

export interface WholeOrders {
  /** One per range: to its end, or while that is under way as far as the page needed it. */
  orders: readonly Uint32Array[];
  isWhole: boolean;
  /** 0 to 1 while running, null otherwise. */
  progress: number | null;
  problem: string | null;
  cancel: () => void;
}

/** The greedy orders of the page to their ends. Moving m, p, tau or gamma changes no order and starts nothing anew. */
export function useWholeOrders(inputs: FigureInputs): WholeOrders {
  const page = useMemo(() => toRun(inputs), [inputs]);
  const [run, setRun] = useState(page);
  const start = useCallback(
    function* work() {
      return { run, orders: yield* completeOrders(run) };
    },
    [run],
  );
  const { result, progress, problem, cancel } = useSlicedWork(start);
  const known = run.parts.map(({ order }) => order);
  const isWhole = result !== null && isSameRun(result.run, page) && continues(result.orders, page.parts);
  const isUnderWay = isSameRun(run, page) && continues(known, page.parts);
  if (run !== page && !isWhole && !isUnderWay) setRun(page);
  return { orders: isWhole ? result.orders : page.parts.map(({ order }) => order), isWhole, progress, problem, cancel };
}

function toRun({ shown, geometry, ranges }: FigureInputs): OrderRun {
  const { selection, parameters } = shown;
  return {
    geometry,
    relevance: selection.maps.relevance,
    epsilon: parameters.epsilon,
    relevanceExponent: parameters.relevanceExponent,
    parts: splitSelection(selection, ranges, parameters),
  };
}

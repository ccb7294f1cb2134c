/**
 * What the last change did to the kept set, and a look at the set before.
 */
import { memo, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { useAppState, useServices } from '../AppContext.ts';
import { compareKept, keptMask } from '../paint/fateColours.ts';

function useKeptChange(): { entered: number; left: number } | null {
  const shown = useAppState((state) => state.shown);
  const before = useAppState((state) => state.comparison.before);
  return useMemo(() => {
    if (!shown || before?.photo !== shown.photo) return null;
    const { n, indices } = shown.selection;
    const { entered, left } = compareKept(keptMask(n, before.selection.indices), keptMask(n, indices));
    return entered.length + left.length > 0 ? { entered: entered.length, left: left.length } : null;
  }, [shown, before]);
}

/** "+12 −12": how many tokens came and went. */
export function KeptChange() {
  const change = useKeptChange();
  if (!change) return null;
  return (
    <span className="kept-change">
      <span className="entered">+{change.entered}</span> <span className="left">−{change.left}</span>
    </span>
  );
}

export function HoldBefore() {
  return useKeptChange() && <HoldButton />;
}

/** Pressed and held, like the key B, it shows the kept set before the change. */
const HoldButton = memo(function HoldButton() {
  const { controller } = useServices();
  const holding = useAppState((state) => state.comparison.showBefore);
  return (
    <Button
      className="button small hold"
      data-pressed={holding || undefined}
      onPressStart={() => controller.showBefore(true)}
      onPressEnd={() => controller.showBefore(false)}
    >
      {holding ? 'Before' : 'Hold: before'} <kbd>B</kbd>
    </Button>
  );
});

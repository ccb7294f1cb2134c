/**
 * "+12 −12": what the last change did to the kept set. Pressing and holding shows the set before.
 */
import { useMemo } from 'react';
import { Button } from 'react-aria-components';
import { useAppState, useServices } from '../AppContext.ts';
import { compareKept, keptMask } from '../paint/fateColours.ts';

export function KeptChange() {
  const { controller } = useServices();
  const shown = useAppState((state) => state.shown);
  const before = useAppState((state) => state.comparison.before);
  const holding = useAppState((state) => state.comparison.showBefore);
  const change = useMemo(() => {
    if (!shown || before?.photo !== shown.photo) return null;
    const { n, indices } = shown.selection;
    return compareKept(keptMask(n, before.selection.indices), keptMask(n, indices));
  }, [shown, before]);
  if (!change || change.entered.length + change.left.length === 0) return null;
  return (
    <span className="kept-change">
      <span className="entered">+{change.entered.length}</span> <span className="left">−{change.left.length}</span>
      <Button
        className="button small"
        data-pressed={holding || undefined}
        onPressStart={() => controller.showBefore(true)}
        onPressEnd={() => controller.showBefore(false)}
      >
        Hold for before <kbd>B</kbd>
      </Button>
    </span>
  );
}

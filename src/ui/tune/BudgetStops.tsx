import { Button, Group } from 'react-aria-components';
import { PAPER_BUDGETS } from '../../core/script/scriptParameters.ts';
import { useServices } from '../AppContext.ts';

/** The budgets that the paper reports, as far as there are so many tokens. */
export function BudgetStops({ n, budget }: { n: number; budget: number }) {
  const { controller } = useServices();
  return (
    <Group className="stops" aria-label="Budgets of the paper">
      <span className="hint">In the paper</span>
      {PAPER_BUDGETS.filter((stop) => stop <= n).map((stop) => (
        <Button
          key={stop}
          className="stop"
          data-current={stop === budget || undefined}
          aria-label={`Budget ${stop}`}
          onPress={() => controller.setParameters({ budget: stop })}
        >
          {stop}
        </Button>
      ))}
    </Group>
  );
}

import { Button, Group } from 'react-aria-components';
import { suggestBudgets, type PaperModel } from '../../core/script/paperBudgets.ts';
import { LAYOUT_PRESETS } from '../../core/tokenLayouts.ts';
import type { Photo } from '../../state/store.ts';
import { useAppState, useServices } from '../AppContext.ts';

/** The budgets that the paper reports for tokens like these, or its shares of as many as there are. */
export function BudgetStops({ n, budget }: { n: number; budget: number }) {
  const { controller } = useServices();
  const model = useAppState(({ shown }) => (shown ? findPaperModel(shown.photo) : null));
  const { budgets, source, isPrinted } = suggestBudgets(model, n);
  const name = isPrinted ? 'In the paper' : 'The paper’s shares';
  return (
    <Group className="stops" aria-label={`${name}: budgets`}>
      <span className="hint" title={`${source.title} in the paper: ${source.budgets.join(', ')} of ${source.n} tokens`}>
        {name}
      </span>
      {budgets.map((stop) => (
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

/** The model of the paper whose layout a photo or video has; null for free tilings and own tokens. */
function findPaperModel({ film, tokenLayout }: Photo): PaperModel | null {
  return film ? 'llava-video' : (LAYOUT_PRESETS.find((preset) => preset === tokenLayout) ?? null);
}

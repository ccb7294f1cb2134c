/**
 * What the page shows below the header: the panels alone, or small above a figure.
 */
import { Button } from 'react-aria-components';
import type { FigureId } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';

const TABS: readonly { title: string; figure: FigureId | null }[] = [
  { title: 'Panels', figure: null },
  { title: 'Figures', figure: 'neighbour-redundancy' },
  { title: 'Step through', figure: 'greedy-steps' },
];

function isCurrent(tab: FigureId | null, figure: FigureId | null): boolean {
  if (tab === null || figure === null || tab === 'greedy-steps') return tab === figure;
  return figure !== 'greedy-steps';
}

export function WorkTabs() {
  const { controller } = useServices();
  const figure = useAppState((state) => state.settings.view.figure);
  return (
    <nav className="work-tabs" aria-label="Views">
      {TABS.map((tab) => (
        <Button
          key={tab.title}
          className="work-tab"
          aria-current={isCurrent(tab.figure, figure) ? 'page' : undefined}
          onPress={() => {
            if (!isCurrent(tab.figure, figure)) controller.setView({ figure: tab.figure });
          }}
        >
          {tab.title}
        </Button>
      ))}
    </nav>
  );
}

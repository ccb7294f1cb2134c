/**
 * What the page shows below the header: the panels alone, or small above a figure.
 */
import { Button } from 'react-aria-components';
import { isCompareFigure, type FigureId } from '../../state/settings.ts';
import { useAppState, useServices } from '../AppContext.ts';

const TABS: readonly { title: string; figure: FigureId | null }[] = [
  { title: 'Panels', figure: null },
  { title: 'Figures', figure: 'neighbour-redundancy' },
  { title: 'Step through', figure: 'greedy-steps' },
  { title: 'Compare methods', figure: 'compare' },
  { title: 'Sweep', figure: 'tune-sweep' },
];

/** The tab that a figure lies behind. */
function tabOf(figure: FigureId | null): FigureId | null {
  if (figure === null || figure === 'greedy-steps' || figure === 'tune-sweep') return figure;
  return isCompareFigure(figure) ? 'compare' : 'neighbour-redundancy';
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
          aria-current={tab.figure === tabOf(figure) ? 'page' : undefined}
          onPress={() => {
            if (tab.figure !== tabOf(figure)) controller.setView({ figure: tab.figure });
          }}
        >
          {tab.title}
        </Button>
      ))}
    </nav>
  );
}

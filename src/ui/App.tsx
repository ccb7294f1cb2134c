/**
 * The page, read like the algorithm: ask and tune on the left, the four panels, what it comes to on the right.
 */
import { lazy, Suspense } from 'react';
import { useAppState } from './AppContext.ts';
import { AskSection } from './ask/AskSection.tsx';
import { DropTarget } from './ask/DropTarget.tsx';
import { WorkTabs } from './figures/WorkTabs.tsx';
import { Header } from './header/Header.tsx';
import { Notices } from './Notices.tsx';
import { PanelGrid } from './panels/PanelGrid.tsx';
import { Readouts } from './readouts/Readouts.tsx';
import { TokenInspector } from './readouts/TokenInspector.tsx';
import { TuneSection } from './tune/TuneSection.tsx';
import { useShortcuts } from './useShortcuts.ts';
import { useTheme } from './useTheme.ts';

// Nothing of this is on screen at first, so its code comes when it is asked for.
const EncoderDialog = lazy(async () => ({ default: (await import('./encoder/EncoderDialog.tsx')).EncoderDialog }));
const OwnTokensDialog = lazy(async () => ({ default: (await import('./ask/OwnTokensDialog.tsx')).OwnTokensDialog }));
const FiguresSection = lazy(async () => ({ default: (await import('./figures/FiguresSection.tsx')).FiguresSection }));

export function App() {
  useTheme();
  useShortcuts();
  const dialog = useAppState((state) => state.dialog);
  const hasFigure = useAppState((state) => state.settings.view.figure !== null);
  return (
    <DropTarget>
      <Header />
      <main className="workbench" data-figure={hasFigure || undefined}>
        <AskSection />
        <TuneSection />
        <WorkTabs />
        <PanelGrid />
        <div className="results">
          <TokenInspector />
          <Readouts />
        </div>
        <Suspense>{hasFigure && <FiguresSection />}</Suspense>
      </main>
      <Notices />
      <Suspense>
        {dialog === 'encoder' && <EncoderDialog />}
        {dialog === 'own-tokens' && <OwnTokensDialog />}
      </Suspense>
    </DropTarget>
  );
}

/**
 * The page, read like the algorithm: ask and tune on the left, the four panels, what it comes to on the right.
 */
import { useAppState } from './AppContext.ts';
import { AskSection } from './ask/AskSection.tsx';
import { DropTarget } from './ask/DropTarget.tsx';
import { OwnTokensDialog } from './ask/OwnTokensDialog.tsx';
import { EncoderDialog } from './encoder/EncoderDialog.tsx';
import { FiguresSection } from './figures/FiguresSection.tsx';
import { WorkTabs } from './figures/WorkTabs.tsx';
import { Header } from './header/Header.tsx';
import { Notices } from './Notices.tsx';
import { PanelGrid } from './panels/PanelGrid.tsx';
import { Readouts } from './readouts/Readouts.tsx';
import { TokenInspector } from './readouts/TokenInspector.tsx';
import { TuneSection } from './tune/TuneSection.tsx';
import { useShortcuts } from './useShortcuts.ts';
import { useTheme } from './useTheme.ts';

export function App() {
  useTheme();
  useShortcuts();
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
        <FiguresSection />
      </main>
      <Notices />
      <EncoderDialog />
      <OwnTokensDialog />
    </DropTarget>
  );
}

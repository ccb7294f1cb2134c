/**
 * The open figure with its surroundings, and the list of all figures beside it.
 */
import { Component, Suspense, useDeferredValue, useMemo, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { findShownFrame } from '../../state/film.ts';
import { FIGURE_IDS, isCompareFigure, type FigureId } from '../../state/settings.ts';
import type { Shown } from '../../state/store.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';
import { CompareBar } from '../compare/CompareBar.tsx';
import { DARK_STYLE, FigureStyleContext, LIGHT_STYLE } from './drawing/FigureStyle.ts';
import { FigureFocus, FigurePhoto, FigureViews } from './drawing/FigureSurroundings.ts';
import { toInputs } from './figureInputs.ts';
import { FIGURE_GROUPS, FIGURES } from './figureRegistry.ts';
import { photoAddress } from './photoAddress.ts';
import { useDarkTheme } from './useDarkTheme.ts';

/** Figures that have a tab to themselves. */
const ALONE: readonly FigureId[] = ['greedy-steps', 'tune-sweep'];

export function FiguresSection() {
  const { store } = useServices();
  const figure = useAppState((state) => state.settings.view.figure);
  // Figures follow a dragged slider with less urgency than the panels, and never hold them up.
  const shown = useDeferredValue(useAppState((state) => state.shown));
  const dark = useDarkTheme();
  const frame = useDeferredValue(useAppState(findShownFrame));
  const chosen = useDeferredValue(useAppState((state) => state.settings.view.shownViews));
  const film = shown?.photo.film;
  const bitmap = (film ? film[frame]?.bitmap : shown?.photo.bitmap) ?? null;
  const photo = useMemo(() => bitmap && photoAddress(bitmap), [bitmap]);
  if (figure === null) return null;
  return (
    <section className="figures-section" aria-label="Figures">
      {isCompareFigure(figure) ? <CompareBar /> : !ALONE.includes(figure) && <FigureList current={figure} />}
      <FigureStyleContext value={dark ? DARK_STYLE : LIGHT_STYLE}>
        <FigurePhoto value={photo}>
          <FigureViews value={film ? `${frame + 1}` : chosen}>
            <FigureFocus value={store}>
              <FigureFault key={figure}>
                <Suspense fallback={<p className="figure-waiting">Opening the figure …</p>}>
                  <OpenFigure id={figure} shown={shown} />
                </Suspense>
              </FigureFault>
            </FigureFocus>
          </FigureViews>
        </FigurePhoto>
      </FigureStyleContext>
    </section>
  );
}

function OpenFigure({ id, shown }: { id: FigureId; shown: Shown | null }) {
  const geometry = useAppState((state) => state.geometry);
  const entry = FIGURES[id];
  const value = geometry?.photo === shown?.photo ? (geometry?.value ?? null) : null;
  const inputs = useMemo(() => (shown && value ? toInputs(shown, value) : null), [shown, value]);
  if (entry.needs === 'nothing') return <entry.Figure />;
  if (entry.needs === 'selection') {
    return shown ? <entry.Figure shown={shown} /> : <p className="figure-waiting">Waiting for the tokens of the photo …</p>;
  }
  if (geometry?.problem && geometry.photo === shown?.photo) return <p className="figure-waiting">{geometry.problem}</p>;
  if (!inputs) return <p className="figure-waiting">Waiting for the tokens of the photo …</p>;
  return <entry.Figure inputs={inputs} />;
}

/** Contains what goes wrong in one figure: the panels and the other figures go on. */
class FigureFault extends Component<{ children: ReactNode }, { message: string | null }> {
  override state = { message: null };

  static getDerivedStateFromError(error: unknown) {
    return { message: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    if (this.state.message === null) return this.props.children;
    return (
      <div className="figure-waiting">
        <p>This figure could not be drawn: {this.state.message}</p>
        <Button className="button small" onPress={() => this.setState({ message: null })}>
          Try again
        </Button>
      </div>
    );
  }
}

const LISTED = FIGURE_IDS.filter((id) => !ALONE.includes(id) && !isCompareFigure(id));

function FigureList({ current }: { current: FigureId }) {
  const { controller } = useServices();
  const open = (figure: FigureId) => controller.setView({ figure });
  return (
    <nav className="figure-list" aria-label="List of figures">
      <div className="figure-list-narrow">
        <Choice<FigureId>
          label="Figure"
          value={current}
          options={LISTED.map((id) => ({ value: id, title: FIGURES[id].title }))}
          onChange={open}
        />
      </div>
      {FIGURE_GROUPS.map((group) => (
        <FigureGroupList key={group} title={group} ids={LISTED.filter((id) => FIGURES[id].group === group)} current={current} onOpen={open} />
      ))}
    </nav>
  );
}

interface FigureGroupListProps {
  title: string;
  ids: readonly FigureId[];
  current: FigureId;
  onOpen: (figure: FigureId) => void;
}

function FigureGroupList({ title, ids, current, onOpen }: FigureGroupListProps) {
  if (ids.length === 0) return null;
  return (
    <div className="figure-group">
      <h3>{title}</h3>
      <ul>
        {ids.map((id) => (
          <li key={id}>
            <Button className="figure-link" aria-current={id === current ? 'page' : undefined} onPress={() => onOpen(id)}>
              <span>{FIGURES[id].title}</span>
              <span className="figure-link-source">{FIGURES[id].source}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

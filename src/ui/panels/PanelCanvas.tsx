/**
 * The image of a panel. Pointing and arrow keys move the focus of all panels at once.
 */
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { findPicture } from '../../state/film.ts';
import { moveFocus, pin, pointAt, type Direction } from '../../state/focus.ts';
import { useServices } from '../AppContext.ts';
import { tokenAt } from '../../core/cells.ts';
import { PANEL_TEXTS, type PanelKind } from './panelKinds.ts';
import { usePanelCanvas } from './usePanelCanvas.ts';

const DIRECTIONS: Record<string, Direction | undefined> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'start',
  End: 'end',
};

export function PanelCanvas({ kind }: { kind: PanelKind }) {
  const { store } = useServices();
  const base = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  usePanelCanvas(store, kind, base, overlay);

  const tokenUnder = (event: { clientX: number; clientY: number; currentTarget: Element }): number | null => {
    const layout = findPicture(store.getState())?.layout;
    if (!layout) return null;
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * layout.width;
    const y = ((event.clientY - box.top) / box.height) * layout.height;
    return tokenAt(layout, x, y);
  };
  const press = (event: KeyboardEvent) => {
    const direction = DIRECTIONS[event.key];
    const { token } = store.getState().focus;
    if (direction) moveFocus(store, direction);
    else if (event.key === 'Enter' && token !== null) pin(store, token);
    else return;
    event.preventDefault();
  };
  return (
    <button
      type="button"
      className="panel-image"
      aria-label={`${PANEL_TEXTS[kind].title} Arrow keys move between tokens, Enter pins one.`}
      onPointerMove={(event: PointerEvent) => pointAt(store, tokenUnder(event))}
      onClick={(event) => {
        // A key press on a button is a click without a place.
        const token = event.detail === 0 ? null : tokenUnder(event);
        if (token !== null) pin(store, token);
      }}
      onKeyDown={press}
    >
      <canvas ref={base} className="layer" />
      <canvas ref={overlay} className="layer overlay" />
    </button>
  );
}

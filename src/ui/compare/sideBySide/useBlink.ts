import { useEffect, useState } from 'react';
import type { PairView } from './pairDrawing.tsx';

/** Long enough to look at either picture, short enough to remember the other. */
const INTERVAL_MS = 1000;

export interface Blink {
  view: PairView;
  isBlinking: boolean;
  /** Shows a view and stops blinking. */
  show: (view: PairView) => void;
  toggle: () => void;
}

/** Alternates between two views in place. It never starts by itself: not everybody can look at what moves. */
export function useBlink(): Blink {
  const [view, setView] = useState<PairView>('difference');
  const [isBlinking, setBlinking] = useState(false);
  useEffect(() => {
    if (!isBlinking) return undefined;
    const timer = setInterval(() => setView(otherOf), INTERVAL_MS);
    return () => clearInterval(timer);
  }, [isBlinking]);
  return {
    view,
    isBlinking,
    show: (next) => {
      setBlinking(false);
      setView(next);
    },
    toggle: () => {
      if (!isBlinking) setView(otherOf);
      setBlinking(!isBlinking);
    },
  };
}

export function otherOf(view: PairView): 'a' | 'b' {
  return view === 'a' ? 'b' : 'a';
}

/**
 * Where the player stands, and the clock that moves it on.
 */
import { useCallback, useEffect, useState } from 'react';

export interface Playback {
  /** From 0. */
  step: number;
  playing: boolean;
  /** Steps in a second. */
  speed: number;
  setSpeed: (speed: number) => void;
  /** Goes to a step and stops there. */
  go: (step: number) => void;
  toggle: () => void;
}

/**
 * @param ready steps that can be shown by now
 * @param end steps that there will be
 * @param stop the step, from 0, at which playing stops when it comes there: where the walk ends
 */
export function usePlayback(ready: number, end: number, stop: number): Playback {
  const last = Math.max(0, ready - 1);
  // The wanted step outlives orders that are too short for it.
  const [wanted, setWanted] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState(2);
  const step = Math.min(wanted, last);

  useEffect(() => {
    if (!playing) return undefined;
    const timer = setTimeout(() => {
      const next = step + 1;
      // What is not computed yet is waited for.
      if (next <= last) setWanted(next);
      if (next >= end - 1 || (next <= last && next === stop)) setPlaying(false);
    }, 1000 / speed);
    return () => clearTimeout(timer);
  }, [playing, step, last, end, stop, speed]);

  const go = useCallback((to: number) => {
    setPlaying(false);
    setWanted(Math.max(0, to));
  }, []);
  const toggle = useCallback(() => {
    // From the end it starts over.
    if (!playing && step >= last) setWanted(0);
    setPlaying(!playing);
  }, [playing, step, last]);
  return { step, playing, speed, setSpeed, go: useCallback((to: number) => go(Math.min(to, last)), [go, last]), toggle };
}

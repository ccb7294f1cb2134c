/**
 * The rotation of the picture in space: by hand, and by itself if the person asks for it.
 */
import { useCallback, useEffect, useState } from 'react';
import type { Rotation } from '../../../core/figures/determinantBoundsBox.ts';

/** The first view, from above: the three vectors start at the corner in front and are not hidden. */
const FIRST_ROTATION: Rotation = { yaw: 2.45, pitch: 0.45 };

/** Radians per second. */
const SPEED = 0.35;

export function useTurning(isTurning: boolean) {
  const [rotation, setRotation] = useState(FIRST_ROTATION);
  const turn = useCallback(
    (yaw: number, pitch: number) =>
      setRotation((before) => ({
        yaw: before.yaw + yaw,
        // Not over the top, where left and right would change places.
        pitch: Math.max(-Math.PI / 2, Math.min(Math.PI / 2, before.pitch + pitch)),
      })),
    [],
  );
  useEffect(() => {
    if (!isTurning) return undefined;
    let frame = 0;
    let last: number | null = null;
    const step = (now: number) => {
      if (last !== null) turn((SPEED * (now - last)) / 1000, 0);
      last = now;
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isTurning, turn]);
  return { rotation, turn };
}

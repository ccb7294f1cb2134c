/**
 * Boxes over the photo that the person draws, moves and resizes, with the pointer or by keyboard.
 */
import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { fitRegion, MOST_REGIONS, type Region } from '../../core/regions.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { dragRegion, nudgeRegion, spanRegion, type Grip, type Point } from './moveRegion.ts';
import './regions.css';

/** A drag under way: which box, what of it, and where it began. */
interface Drag {
  place: number;
  grip: Grip;
  from: Point;
  before: Region;
}

/** A press that moves less, in shares of the photo, is a slip and draws no box. */
const LEAST_DRAG = 0.02;

export function RegionEditor() {
  const { controller, store } = useServices();
  const regions = useAppState((state) => state.settings.regions);
  const layer = useRef<HTMLDivElement>(null);
  const drag = useRef<Drag | null>(null);
  const [drawn, setDrawn] = useState<{ from: Point; to: Point } | null>(null);

  const locate = ({ clientX, clientY }: PointerEvent): Point => {
    const bounds = layer.current?.getBoundingClientRect();
    return bounds ? { x: (clientX - bounds.left) / bounds.width, y: (clientY - bounds.top) / bounds.height } : { x: 0, y: 0 };
  };
  const change = (place: number, region: Region) => controller.setRegions(store.getState().settings.regions.map((one, at) => (at === place ? region : one)));

  const grab = (place: number, grip: Grip) => (event: PointerEvent) => {
    event.stopPropagation();
    layer.current?.setPointerCapture(event.pointerId);
    drag.current = { place, grip, from: locate(event), before: regions[place] };
  };
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0 || regions.length >= MOST_REGIONS) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const from = locate(event);
    setDrawn({ from, to: from });
  };
  const move = (event: PointerEvent) => {
    const to = locate(event);
    if (drag.current) change(drag.current.place, dragRegion(drag.current.before, drag.current.grip, drag.current.from, to));
    else setDrawn((span) => span && { ...span, to });
  };
  const end = () => {
    drag.current = null;
    if (drawn && Math.max(Math.abs(drawn.to.x - drawn.from.x), Math.abs(drawn.to.y - drawn.from.y)) >= LEAST_DRAG) {
      controller.setRegions([...store.getState().settings.regions, spanRegion(drawn.from, drawn.to)]);
    }
    setDrawn(null);
  };
  const press = (place: number) => (event: KeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') controller.setRegions(regions.filter((_, at) => at !== place));
    else {
      const nudged = nudgeRegion(regions[place], event.key, event.shiftKey);
      if (!nudged) return;
      change(place, nudged);
    }
    event.preventDefault();
  };
  return (
    <div
      ref={layer}
      className="panel-image region-layer"
      role="group"
      aria-label="Boxes on the photo"
      onPointerDown={begin}
      onPointerMove={move}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {regions.map((region, place) => (
        // Boxes have no other names than their numbers.
        // oxlint-disable-next-line react/no-array-index-key
        <button key={place} type="button" className="region-box" style={styleOf(region)} aria-label={describeBox(region, place)} onPointerDown={grab(place, 'whole')} onKeyDown={press(place)}>
          <span className="region-corner" aria-hidden="true" onPointerDown={grab(place, 'corner')} />
        </button>
      ))}
      {drawn && <div className="region-box" style={styleOf(spanRegion(drawn.from, drawn.to))} />}
    </div>
  );
}

function styleOf(region: Region) {
  const { x, y, width, height } = fitRegion(region);
  return { left: `${x * 100}%`, top: `${y * 100}%`, width: `${width * 100}%`, height: `${height * 100}%` };
}

function describeBox({ x, y, width, height }: Region, place: number): string {
  const [left, top, across, down] = [x, y, width, height].map((share) => Math.round(share * 100));
  return `Box ${place + 1}: ${across} by ${down} percent of the photo, ${left} from the left, ${top} from the top. Arrow keys move it, Shift and arrow keys resize it, Delete removes it.`;
}

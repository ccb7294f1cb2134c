/**
 * The frames of a video in a row with what is kept of each, and the scrubber that chooses the frame of the panels.
 */
import { useEffect, useMemo, useRef, useState, type CSSProperties } from 'react';
import { findShownFrame, showFrame } from '../../state/film.ts';
import type { Photo } from '../../state/store.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';
import { countKeptPerView, describeFrame } from './filmData.ts';
import { connectFilm, type FilmMap } from './filmPainter.ts';
import { FrameButtons } from './FrameButtons.tsx';
import { KeptChart } from './KeptChart.tsx';
import './film.css';

const MAP_TITLES: Record<FilmMap, string> = { kept: 'Kept tokens', relevance: 'Relevance', redundancy: 'Redundancy' };

const SCOPES = [
  { value: 'per-view', title: 'Each frame its share' },
  { value: 'joint', title: 'One for all frames' },
] as const;

/** Height of a frame in the strip where there is room, and its width, in CSS pixels. */
const FRAME_HEIGHT = 64;
const FRAME_WIDTHS = { min: 36, max: 124 };
/** Frames are drawn this much smaller before the strip scrolls. */
const SMALLEST = 0.7;

export function FilmStrip() {
  const photo = useAppState((state) => (state.shown?.photo.film ? state.shown.photo : null));
  return photo && <Film key={photo.tokenSetId} photo={photo} />;
}

function Film({ photo }: { photo: Photo }) {
  const { store } = useServices();
  const { layout, film = [] } = photo;
  const [map, setMap] = useState<FilmMap>('kept');
  const [pointed, setPointed] = useState<number | null>(null);
  const frame = useAppState(findShownFrame);
  const selection = useAppState((state) => state.shown?.selection ?? null);
  const counts = useMemo(() => countKeptPerView(layout, selection?.indices ?? new Uint32Array(0)), [layout, selection]);
  const strip = useRef<HTMLDivElement>(null);
  const cell = Math.min(FRAME_WIDTHS.max, Math.max(FRAME_WIDTHS.min, (FRAME_HEIGHT * layout.width) / layout.height));
  const width = `clamp(${SMALLEST * cell * film.length}px, 100%, ${cell * film.length}px)`;

  useEffect(() => (strip.current ? connectFilm(store, strip.current, map) : undefined), [store, map]);
  useEffect(() => {
    if (strip.current) keepInSight(strip.current, frame, film.length);
  }, [frame, film.length]);

  const describe = (index: number): string => {
    const { rows, cols } = layout.views[index];
    return describeFrame({ frame: index, frames: film.length, time: film[index].time, kept: counts[index], tokens: rows * cols });
  };
  const described = Math.min(pointed ?? frame, film.length - 1);
  return (
    <section className="film" aria-label="Film strip">
      <div className="film-head">
        <p className="film-facts">{describe(described)}</p>
        <Choice<FilmMap>
          label="Frames show"
          value={map}
          options={Object.entries(MAP_TITLES).map(([value, title]) => ({ value: value as FilmMap, title }))}
          onChange={setMap}
        />
        <ScopeChoice />
      </div>
      <div className="film-scroll" ref={strip}>
        <div className="film-track" style={{ '--frames': film.length, '--frame-aspect': layout.width / layout.height, width } as CSSProperties}>
          <KeptChart counts={counts} even={(selection?.budget ?? 0) / film.length} shown={frame} />
          <FrameButtons count={film.length} shown={frame} describe={describe} onPoint={setPointed} onChoose={(index) => showFrame(store, index)} />
          <input
            type="range"
            className="scrubber"
            aria-label="Frame in the panels"
            aria-valuetext={describe(frame)}
            min={0}
            max={film.length - 1}
            step={1}
            value={frame}
            disabled={film.length < 2}
            onChange={(event) => showFrame(store, event.target.valueAsNumber)}
          />
        </div>
      </div>
    </section>
  );
}

function ScopeChoice() {
  const { controller } = useServices();
  const scope = useAppState((state) => state.settings.parameters.scope);
  return <Choice label="Budget" value={scope} options={SCOPES} onChange={(value) => controller.setParameters({ scope: value })} />;
}

/** Scrolls sideways no further than needed, and never the page. */
function keepInSight(strip: HTMLElement, frame: number, frames: number): void {
  const width = strip.scrollWidth / frames;
  const left = frame * width;
  if (left < strip.scrollLeft) strip.scrollLeft = left;
  else if (left + width > strip.scrollLeft + strip.clientWidth) strip.scrollLeft = left + width - strip.clientWidth;
}

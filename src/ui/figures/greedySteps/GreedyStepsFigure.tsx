/**
 * Greedy DPP, step by step: Eq. 10-11 and the walk of Sec. 4.3 on the photo at hand.
 */
import { use, useCallback, useMemo, useState, type ReactNode } from 'react';
import type { Layout } from '../../../core/tokens.ts';
import { useAppState } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { colourTable } from '../../paint/colourMaps.ts';
import { FigureViews } from '../drawing/FigureSurroundings.ts';
import { describeSettings, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { WorkBar } from '../WorkBar.tsx';
import { describeStep, tabulateSteps, type Film } from './film.ts';
import { drawStep } from './greedyStepsDrawing.tsx';
import { Player } from './Player.tsx';
import { StepEquations } from './StepEquations.tsx';
import type { MapOptions, ResidualScale, SecondMap } from './StepMaps.tsx';
import { useFilm } from './useFilm.ts';
import { usePlayback } from './usePlayback.ts';
import './greedySteps.css';

const CAPTION =
  'The greedy order of the diversity stage, one pick per step. Left: the residual v² of every token before the pick, on colours that stay ' +
  'the same, with the earlier picks numbered and a ring around the pick. Beside it: what the pick takes from every token, or how similar ' +
  'they are to it. Below: the residual of every pick at its selection (its gain), what the walk of Sec. 4.3 does with it, and the sum of the ' +
  'logarithms of the gains, which is the log determinant of L̃ of the picks as far as ε is negligible. The picks are those of this page’s own ' +
  'float32 run; every number is computed again from them in float64.';

export function GreedyStepsFigure({ inputs }: FigureProps) {
  const { shown, ranges } = inputs;
  // A number is a view's place from 1; merged views begin with the first.
  const shownView = Math.max(0, (Number(use(FigureViews)) || 1) - 1);
  const [wantedRange, setRange] = useState(shownView);
  // Of a video the frame on screen, which lies behind the maps; the film strip chooses it.
  const hasStrip = shown.photo.film !== undefined;
  const index = Math.min(hasStrip ? shownView : wantedRange, ranges.length - 1);
  const opened = useFilm(inputs, index);
  const { film, recorded } = opened;
  const playback = usePlayback(film.ready, recorded, film.walk.kStar - 1);
  const { step } = playback;
  const [scale, setScale] = useState<ResidualScale>('root');
  const [second, setSecond] = useState<SecondMap>('removed');
  const draw = useDrawStep(inputs, film, { step, scale, second, onJump: playback.go });
  const views = ranges.length > 1 && !hasStrip && (
    <Choice
      label="View"
      value={String(index)}
      options={ranges.map((_, view) => ({ value: String(view), title: nameView(shown.photo.layout, view) }))}
      onChange={(view) => setRange(Number(view))}
    />
  );
  const title = 'Greedy DPP, step by step';
  if (film.total === 0) return <EmptyOrder title={title}>{views}</EmptyOrder>;
  return (
    <FigureFrame
      id="greedy-steps"
      title={title}
      source="Eq. 10–11, Sec. 4.3"
      caption={CAPTION}
      settings={`${describeSettings(shown)}${ranges.length > 1 ? `, ${nameView(shown.photo.layout, index)}` : ''}, step ${step + 1} of ${film.total}`}
      layout={ranges.length === 1 ? shown.photo.layout : undefined}
      draw={draw}
      table={() => tabulateSteps(film)}
      controls={
        <>
          <Player playback={playback} total={recorded} marks={listMarks(film, recorded)} />
          <p className="step-sentence" aria-live={playback.playing ? 'off' : 'polite'}>
            {describeStep(film, step)}
          </p>
          {views}
          <Choice<ResidualScale>
            label="Residual colours"
            value={scale}
            options={[
              { value: 'linear', title: 'Linear' },
              { value: 'root', title: 'Square root' },
              { value: 'log', title: 'Logarithmic' },
            ]}
            onChange={setScale}
          />
          <Choice<SecondMap>
            label="Second map"
            value={second}
            options={[
              { value: 'removed', title: 'What the pick takes, e²' },
              { value: 'similarity', title: 'Cosine with the pick' },
            ]}
            onChange={setSecond}
          />
          {opened.progress !== null && film.ready < recorded && (
            <WorkBar text={`Replaying the order: ${film.ready} of ${recorded} steps`} progress={opened.progress} onCancel={opened.cancel} />
          )}
          {opened.problem !== null && <p className="hint">The order could not be replayed to its end: {opened.problem}</p>}
          {recorded < film.total && (
            <p className="hint">
              With {film.range.count} tokens, the first {recorded} of {film.total} picks can be stepped through.
            </p>
          )}
        </>
      }
    >
      <StepEquations film={film} step={step} />
    </FigureFrame>
  );
}

interface DrawingState {
  step: number;
  scale: ResidualScale;
  second: SecondMap;
  onJump: (step: number) => void;
}

function useDrawStep({ shown, ranges }: FigureProps['inputs'], film: Film, { step, scale, second, onJump }: DrawingState) {
  const { colourMap, opacity } = useAppState((state) => state.settings.view);
  const { layout } = shown.photo;
  const { range } = film;
  const place = useMemo(() => (ranges.length === 1 ? takeAll(layout) : takeView(layout, range.start)), [layout, ranges.length, range]);
  return useCallback(
    (width: number) => drawStep(film, step, { ...place, table: colourTable(colourMap), opacity, scale, second, onJump }, width),
    [film, step, place, colourMap, opacity, scale, second, onJump],
  );
}

function takeAll(layout: Layout): Pick<MapOptions, 'layout' | 'frame'> {
  return { layout, frame: { x: 0, y: 0, width: layout.width, height: layout.height } };
}

/** The view that begins at a token, by itself. */
function takeView(layout: Layout, start: number): Pick<MapOptions, 'layout' | 'frame'> {
  const views = layout.views.filter(({ offset }) => offset === start);
  const [{ x, y, rows, cols, cellWidth, cellHeight }] = views;
  return { layout: { ...layout, views }, frame: { x, y, width: cols * cellWidth, height: rows * cellHeight } };
}

function nameView({ views }: Layout, index: number): string {
  const { kind, frame } = views[index];
  const of = `${index + 1} of ${views.length}`;
  switch (kind) {
    case 'base':
      return `${of}, the whole image`;
    case 'tile':
      return `${of}, a tile`;
    case 'thumbnail':
      return `${of}, the thumbnail`;
    case 'frame':
      return frame === undefined ? `${of}, a frame` : `${of}, frame ${frame + 1}`;
    default:
      return kind satisfies never;
  }
}

/** m and k* on the slider; one text for both where the two would run into each other. */
function listMarks({ walk: { budget, kStar } }: Film, total: number): { at: number; text: string }[] {
  const marks = Math.abs(kStar - budget) < total * 0.08 ? [{ at: kStar, text: budget === kStar ? 'm = k*' : 'm, k*' }] : [
    { at: budget, text: 'm' },
    { at: kStar, text: 'k*' },
  ];
  return marks.filter(({ at }) => at >= 1 && at <= total);
}

function EmptyOrder({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="figure" aria-label={title}>
      <h2 className="figure-title">{title}</h2>
      <div className="figure-controls">{children}</div>
      <p className="figure-waiting">
        There is nothing to step through: no token has a residual v² large enough to be picked, because every token is zero or irrelevant.
      </p>
    </section>
  );
}

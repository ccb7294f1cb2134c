/**
 * Four linked panels over the same photo: all at once where there is room, one at a time on a phone.
 */
import { lazy, Suspense, useCallback, useState, type CSSProperties } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { SelectionMaps } from '../../core/script/scriptSelection.ts';
import { findPicture } from '../../state/film.ts';
import type { Photo, Question } from '../../state/store.ts';
import { useAppState } from '../AppContext.ts';
import { describeLostRegion, findLostRegion } from '../insight/lostRegion.ts';
import { redundancyValues, relevanceValues } from '../paint/mapValues.ts';
import { ActivityLine } from './ActivityLine.tsx';
import { ColourBar, MapUnit } from './ColourBar.tsx';
import { FateBar, FateLegend } from './FateLegend.tsx';
import { HoldBefore, KeptChange } from './KeptChange.tsx';
import { Panel } from './Panel.tsx';
import { describeGrids, describeKept } from './describeViews.ts';
import { isStretched, panelAspect } from './panelAspect.ts';
import { PANEL_KINDS, PANEL_TEXTS, type PanelKind } from './panelKinds.ts';
import { RedundancyMapPicker, ViewToolbar } from './ViewToolbar.tsx';

// Most people never open a video.
const FilmStrip = lazy(async () => ({ default: (await import('../film/FilmStrip.tsx')).FilmStrip }));

export function PanelGrid() {
  const [single, setSingle] = useState<PanelKind>('kept');
  const aspect = useAppState(({ shown, preview }) => {
    const size = shown?.photo.layout ?? preview;
    return size ? panelAspect(size) : 1;
  });
  const empty = useAppState((state) => state.shown === null);
  const hasFilm = useAppState((state) => state.shown?.photo.film !== undefined);
  return (
    <section className="panels" aria-label="Panels" data-film={hasFilm || undefined} style={{ '--aspect': aspect } as CSSProperties}>
      <div className="panels-bar">
        <ViewToolbar />
        <ActivityLine />
      </div>
      <Suspense>{hasFilm && <FilmStrip />}</Suspense>
      <ToggleButtonGroup
        className="segments"
        aria-label="Panel"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[single]}
        onSelectionChange={([key]) => setSingle(PANEL_KINDS.find((kind) => kind === key) ?? 'kept')}
      >
        {PANEL_KINDS.map((kind) => (
          <ToggleButton key={kind} id={kind} className="segment">
            {PANEL_TEXTS[kind].name}
          </ToggleButton>
        ))}
      </ToggleButtonGroup>
      <div className="panel-grid" data-single={single} data-empty={empty || undefined}>
        <PhotoPanel />
        <RelevancePanel />
        <RedundancyPanel />
        <KeptPanel />
      </div>
    </section>
  );
}

// Boxes are drawn by few, so the code comes when somebody does.
const RegionEditor = lazy(async () => ({ default: (await import('../regions/RegionEditor.tsx')).RegionEditor }));
const RegionTools = lazy(async () => ({ default: (await import('../regions/RegionTools.tsx')).RegionTools }));

function PhotoPanel() {
  const photo = useAppState((state) => state.shown?.photo ?? null);
  const [isDrawing, setDrawing] = useState(false);
  return (
    <Panel
      kind="photo"
      subtitle={photo ? describeGrid(photo) : ' '}
      control={
        photo && (
          <ToggleButton className="button small hold" isSelected={isDrawing} onChange={setDrawing}>
            Boxes
          </ToggleButton>
        )
      }
      cover={<Suspense>{photo && isDrawing && <RegionEditor />}</Suspense>}
    >
      {photo && (isDrawing ? <Suspense><RegionTools /></Suspense> : <p className="unit">{describeLabels(photo.labels)}</p>)}
    </Panel>
  );
}

function describeGrid({ name, layout, film, timings }: Photo): string {
  const stretched = isStretched(layout) ? `Stretched from ${layout.width} × ${layout.height}: ` : '';
  const grid = `${stretched}${describeGrids(layout, film ? 'frames' : 'views')}`;
  return timings ? `${grid} cells of ${name}, one token each` : `${grid} own tokens of ${name}`;
}

/** A label with a smaller share is no guess worth a caption. */
const SMALLEST_SHARE = 0.2;

/** The encoder's own guess, as a caption. */
function describeLabels(labels: Photo['labels']): string {
  const best = labels
    .filter(({ share }) => share >= SMALLEST_SHARE)
    .slice(0, 2)
    .map(({ label, share }) => `${label} ${Math.round(share * 100)} %`);
  return best.length > 0 ? `Best labels: ${best.join(', ')}` : '';
}

function describeQuestion({ kind, text }: Question): string {
  switch (kind) {
    case 'asked':
      return `for “${text}”`;
    case 'empty':
      return 'No question: every token matters alike';
    case 'unreadable':
      return 'QCSP is off: this encoder reads no text';
    case 'brought':
      return 'for the question that came with the tokens';
    case 'missing':
      return 'No question came with the tokens';
    default:
      return kind satisfies never;
  }
}

/** Why there is nothing to see, where the person did not choose that. */
const WITHOUT_RELEVANCE: Partial<Record<Question['kind'], string>> = {
  unreadable: 'Every token matters alike; GSP and diversity decide.',
  missing: 'Every token matters alike; GSP and diversity decide.',
};

function RelevancePanel() {
  const question = useAppState((state) => state.shown?.question ?? null);
  const reason = question && WITHOUT_RELEVANCE[question.kind];
  return (
    <Panel
      kind="relevance"
      subtitle={question ? describeQuestion(question) : ' '}
      scale={!reason && <ColourBar read={relevanceValues} />}
    >
      <p className="unit">{reason ?? <MapUnit read={relevanceValues} />}</p>
    </Panel>
  );
}

function RedundancyPanel() {
  const kind = useAppState((state) => state.settings.view.redundancyMap);
  const read = useCallback((maps: SelectionMaps) => redundancyValues(maps, kind), [kind]);
  return (
    <Panel
      kind="redundancy"
      subtitle="How many, and how similar"
      control={<RedundancyMapPicker />}
      scale={<ColourBar read={read} />}
    >
      <p className="unit">
        <MapUnit read={read} />
        <LostRegionNote />
      </p>
    </Panel>
  );
}

function LostRegionNote() {
  const title = useAppState((state) => {
    const picture = findPicture(state);
    const region = picture && state.shown && findLostRegion(picture.layout, state.shown.selection.fate);
    return region && state.shown && describeLostRegion(state.shown.photo.layout, region);
  });
  return title && <span className="lost" title={title}>; dashed: no survivor</span>;
}

function KeptPanel() {
  const isReady = useAppState((state) => state.shown !== null);
  return (
    <Panel kind="kept" subtitle={<KeptSubtitle />} badge={<KeptChange />} control={<HoldBefore />} scale={<FateBar />}>
      {isReady && <FateLegend />}
    </Panel>
  );
}

/** Follows every selection; the panel around it does not have to. */
function KeptSubtitle() {
  const selection = useAppState((state) => state.shown?.selection ?? null);
  const photo = useAppState((state) => state.shown?.photo ?? null);
  const choice = useAppState((state) => state.settings.view.shownViews);
  return selection && photo ? describeKept(photo.layout, photo.film ? 'all' : choice, selection) : ' ';
}

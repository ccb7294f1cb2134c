/**
 * Four linked panels over the same photo: all at once where there is room, one at a time on a phone.
 */
import { useCallback, useState, type CSSProperties } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { SelectionMaps } from '../../core/methods/method.ts';
import { useAppState } from '../AppContext.ts';
import { redundancyValues, relevanceValues } from '../paint/mapValues.ts';
import { ActivityLine } from './ActivityLine.tsx';
import { ColourBar } from './ColourBar.tsx';
import { FateLegend } from './FateLegend.tsx';
import { KeptChange } from './KeptChange.tsx';
import { Panel } from './Panel.tsx';
import { PANEL_KINDS, PANEL_TEXTS, type PanelKind } from './panelKinds.ts';
import { RedundancyMapPicker, ViewToolbar } from './ViewToolbar.tsx';

export function PanelGrid() {
  const [single, setSingle] = useState<PanelKind>('kept');
  const aspect = useAppState(({ shown, preview }) => {
    if (shown) return shown.photo.layout.width / shown.photo.layout.height;
    return preview ? preview.width / preview.height : 1;
  });
  const empty = useAppState((state) => state.shown === null);
  return (
    <section className="panels" aria-label="Panels" style={{ '--aspect': aspect } as CSSProperties}>
      <div className="panels-bar">
        <ViewToolbar />
        <ActivityLine />
      </div>
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

function PhotoPanel() {
  const photo = useAppState((state) => state.shown?.photo ?? null);
  const [view] = photo?.layout.views ?? [];
  return (
    <Panel kind="photo" subtitle={view ? `${view.rows} × ${view.cols} cells, one token each` : 'No photo yet'}>
      {photo && (
        <>
          <p className="caption" title={photo.name}>
            {photo.name}, {photo.layout.width} × {photo.layout.height} px
          </p>
          {photo.labels.length > 0 && (
            <p className="unit">
              The encoder sees: {photo.labels.slice(0, 3).map(({ label, share }) => `${label} ${Math.round(share * 100)} %`).join(', ')}
            </p>
          )}
        </>
      )}
    </Panel>
  );
}

function RelevancePanel() {
  const question = useAppState((state) => state.shown?.question.text ?? '');
  return (
    <Panel kind="relevance" subtitle={question === '' ? 'No question: every token matters alike' : `for “${question}”`}>
      <ColourBar read={relevanceValues} />
    </Panel>
  );
}

function RedundancyPanel() {
  const kind = useAppState((state) => state.settings.view.redundancyMap);
  const read = useCallback((maps: SelectionMaps) => redundancyValues(maps, kind), [kind]);
  return (
    <Panel kind="redundancy" subtitle="Similar tokens in the other half, and how similar" aside={<RedundancyMapPicker />}>
      <ColourBar read={read} />
    </Panel>
  );
}

function KeptPanel() {
  const selection = useAppState((state) => state.shown?.selection ?? null);
  return (
    <Panel
      kind="kept"
      subtitle={selection ? `${selection.indices.length} of ${selection.n} tokens: they matter, and repeat no other` : ' '}
      aside={<KeptChange />}
    >
      <FateLegend />
    </Panel>
  );
}

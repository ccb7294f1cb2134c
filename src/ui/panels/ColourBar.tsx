/**
 * The key of a heatmap: its colours, ticks and unit, and where the token in focus lies.
 */
import { useMemo } from 'react';
import type { SelectionMaps } from '../../core/script/scriptSelection.ts';
import { useAppState } from '../AppContext.ts';
import { colourGradient } from '../paint/colourMaps.ts';
import type { MapValues } from '../paint/mapValues.ts';

type ReadMap = (maps: SelectionMaps) => MapValues;

function useMapValues(read: ReadMap): MapValues | null {
  const maps = useAppState((state) => state.shown?.selection.maps ?? null);
  return useMemo(() => (maps ? read(maps) : null), [maps, read]);
}

/** What the numbers of the colour bar are. */
export function MapUnit({ read }: { read: ReadMap }) {
  return <span>{useMapValues(read)?.unit}</span>;
}

export function ColourBar({ read }: { read: ReadMap }) {
  const colourMap = useAppState((state) => state.settings.view.colourMap);
  const token = useAppState((state) => state.focus.token);
  const map = useMapValues(read);
  const gradient = useMemo(() => colourGradient(colourMap), [colourMap]);
  if (!map) return null;
  return (
    <div className="colour-bar">
      <div className="gradient" style={{ background: gradient }}>
        {token !== null && <span className="marker" style={{ bottom: `${(map.values[token] ?? 0) * 100}%` }} />}
      </div>
      <div className="ticks">
        {map.ticks.map(({ at, text }) => (
          <span key={at} style={{ bottom: `${at * 100}%` }} data-end={at === 0 ? 'low' : at === 1 ? 'high' : undefined}>
            {text}
          </span>
        ))}
      </div>
    </div>
  );
}

/**
 * The key of a heatmap: its colours, ticks and unit, and where the token in focus lies.
 */
import type { SelectionMaps } from '../../core/methods/method.ts';
import { useAppState } from '../AppContext.ts';
import { colourGradient } from '../paint/colourMaps.ts';
import type { MapValues } from '../paint/mapValues.ts';
import { useMemo } from 'react';

export function ColourBar({ read }: { read: (maps: SelectionMaps) => MapValues }) {
  const maps = useAppState((state) => state.shown?.selection.maps ?? null);
  const colourMap = useAppState((state) => state.settings.view.colourMap);
  const token = useAppState((state) => state.focus.token);
  const map = useMemo(() => (maps ? read(maps) : null), [maps, read]);
  if (!map) return <div className="colour-bar" />;
  return (
    <div className="colour-bar">
      <div className="gradient" style={{ background: colourGradient(colourMap) }}>
        {token !== null && <span className="marker" style={{ left: `${(map.values[token] ?? 0) * 100}%` }} />}
      </div>
      <div className="ticks">
        {map.ticks.map(({ at, text }) => (
          <span key={at} style={{ left: `${at * 100}%` }} data-end={at === 0 ? 'left' : at === 1 ? 'right' : undefined}>
            {text}
          </span>
        ))}
      </div>
      <p className="unit">{map.unit}</p>
    </div>
  );
}

/**
 * The five fates with their hues and counts.
 */
import { useMemo } from 'react';
import { FATES } from '../../core/script/scriptSelection.ts';
import { useAppState } from '../AppContext.ts';
import { countFates, FATE_STYLES } from '../paint/fateColours.ts';

const NO_FATES = new Uint8Array(0);

function useFates() {
  const fate = useAppState((state) => state.shown?.selection.fate ?? NO_FATES);
  return useMemo(() => countFates(fate), [fate]);
}

/** Shares of the five fates as one stacked bar. */
export function FateBar() {
  const counts = useFates();
  return (
    <div className="fate-bar" aria-hidden="true">
      {FATES.map((name) => (
        <span
          key={name}
          style={{ flexGrow: counts[name], background: `rgb(${FATE_STYLES[name].rgb.join(' ')})` }}
          data-kept={FATE_STYLES[name].kept || undefined}
        />
      ))}
    </div>
  );
}

export function FateLegend() {
  const counts = useFates();
  return (
    <ul className="fates">
      {FATES.map((name) => {
        const { title, explanation, rgb, kept } = FATE_STYLES[name];
        return (
          <li key={name} title={`${title}: ${explanation}`} data-kept={kept || undefined}>
            <span className="swatch" style={{ background: `rgb(${rgb.join(' ')})` }} aria-hidden="true" />
            <span className="fate-name">{title}</span> <span className="fate-count">{counts[name]}</span>
          </li>
        );
      })}
    </ul>
  );
}

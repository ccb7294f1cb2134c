/**
 * The five fates with their hues and counts.
 */
import { useMemo } from 'react';
import { FATES } from '../../core/methods/method.ts';
import { useAppState } from '../AppContext.ts';
import { countFates, FATE_STYLES } from '../paint/fateColours.ts';

const NO_FATES = new Uint8Array(0);

export function FateLegend() {
  const fate = useAppState((state) => state.shown?.selection.fate ?? NO_FATES);
  const coloured = useAppState((state) => state.settings.view.colourByFate);
  const counts = useMemo(() => countFates(fate), [fate]);
  return (
    <ul className="fates" data-coloured={coloured || undefined}>
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

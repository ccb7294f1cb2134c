/**
 * Figure 5 on the photo at hand.
 */
import { useCallback, useMemo, useState } from 'react';
import { Switch } from 'react-aria-components';
import { divergeFromMean, type Stretch } from '../../../core/figures/preferences.ts';
import { useAppState } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { colourTable } from '../../paint/colourMaps.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { listPreferences, type DppReading } from './listPreferences.ts';
import { drawPreferences, redIsHighTable } from './preferencesDrawing.tsx';

const RED_IS_HIGH = redIsHighTable();

const CAPTION =
  'What four ways of pruning would rather keep: red is high preference, blue is low. Numbers below each map are the values at the ends of the ' +
  'colour bar. The authors compute divergence on the embeddings that image and text share, here it is computed on the tokens; and they draw the ' +
  'normalized relevance where the paper says DPP.';

export function PreferencesFigure({ inputs }: FigureProps) {
  const { shown, geometry, ranges } = inputs;
  const style = useFigureStyle();
  const view = useAppState((state) => state.settings.view);
  const [dpp, setDpp] = useState<DppReading>('relevance');
  const [stretch, setStretch] = useState<Stretch>('percentile');
  const divergence = useMemo(() => divergeFromMean(geometry.similarity, geometry.n), [geometry]);
  const preferences = useMemo(() => listPreferences({ shown, divergence }, dpp), [shown, divergence, dpp]);
  const table = view.colourMap === 'jet' ? colourTable('jet') : RED_IS_HIGH;
  const draw = useCallback(
    (width: number) =>
      drawPreferences(
        preferences,
        { layout: shown.photo.layout, budget: shown.parameters.budget, ranges, stretch, table, opacity: view.opacity, style },
        width,
      ),
    [preferences, shown, ranges, stretch, table, view.opacity, style],
  );
  return (
    <FigureFrame
      id="preferences"
      title="Four pruning preferences"
      source="Figure 5"
      caption={CAPTION}
      settings={describeSettings(shown)}
      layout={shown.photo.layout}
      draw={draw}
      table={() => ({
        columns: [{ title: 'token' }, ...preferences.map(({ title, measure }) => ({ title: `${title} (${measure})`, digits: 4 }))],
        rows: Array.from({ length: shown.photo.n }, (_, token) => [token, ...preferences.map(({ values }) => values?.[token] ?? null)]),
      })}
      controls={
        <>
          <Choice<DppReading>
            label="DPP shows"
            value={dpp}
            options={[
              { value: 'relevance', title: 'Relevance, as the authors draw it' },
              { value: 'rank', title: 'Rank in the greedy order' },
            ]}
            onChange={setDpp}
          />
          <Switch className="switch" isSelected={stretch === 'percentile'} onChange={(on) => setStretch(on ? 'percentile' : 'range')}>
            <span className="switch-track" aria-hidden="true" />
            Clip at the 5th and 95th percentile, as the authors’ code does
          </Switch>
        </>
      }
    />
  );
}

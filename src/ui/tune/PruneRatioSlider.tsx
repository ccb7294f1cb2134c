import { useMemo } from 'react';
import { PARAMETER_RANGES } from '../../core/script/scriptParameters.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { formatNumber } from '../format.ts';
import { scorePath } from './chartPaths.ts';
import { ParameterSlider } from './ParameterSlider.tsx';
import { TrackChart } from './TrackChart.tsx';

const RANGE = PARAMETER_RANGES.pruneRatio;

/** p over the sorted redundancy scores: what lies left of the line is discarded. */
export function PruneRatioSlider() {
  const { controller } = useServices();
  const pruneRatio = useAppState((state) => state.settings.parameters.pruneRatio);
  const selection = useAppState((state) => state.shown?.selection ?? null);
  const path = useMemo(
    () => (selection ? scorePath(selection.maps.score, selection.maps.redundancyRank, RANGE) : ''),
    [selection],
  );
  const discarded = selection ? Math.round(selection.pEffective * selection.n) : 0;
  const limited = selection !== null && discarded < Math.floor(pruneRatio * selection.n + 1e-9);
  return (
    <ParameterSlider
      label="Prune ratio p"
      hint={
        limited
          ? `Limited by m, which must survive: acts as ${formatNumber(selection.pEffective)}.`
          : 'Share GSP discards, most redundant first.'
      }
      value={pruneRatio}
      range={RANGE}
      format={(value) => formatNumber(value, 2)}
      remark={selection ? `−${discarded} tokens` : ' '}
      onChange={(value) => controller.setParameters({ pruneRatio: value })}
      chart={
        <TrackChart
          path={path}
          cut={Math.min(pruneRatio, limited ? selection.pEffective : 1) / RANGE.max}
          active="left"
          tone="warm"
        />
      }
    />
  );
}

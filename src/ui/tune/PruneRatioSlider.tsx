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
  const n = useAppState((state) => state.shown?.selection.n ?? null);
  const pEffective = useAppState((state) => state.shown?.selection.pEffective ?? 0);
  const discarded = n === null ? 0 : Math.round(pEffective * n);
  const limited = n !== null && discarded < Math.floor(pruneRatio * n + 1e-9);
  return (
    <ParameterSlider
      label="Prune ratio p"
      hint={
        limited
          ? `Limited by m, which must survive: acts as ${formatNumber(pEffective)}.`
          : 'Share GSP discards, most redundant first.'
      }
      value={pruneRatio}
      range={RANGE}
      format={(value) => formatNumber(value, 2)}
      remark={n === null ? ' ' : `−${discarded} tokens`}
      onChange={(value) => controller.setParameters({ pruneRatio: value })}
      chart={<ScoreChart cut={Math.min(pruneRatio, limited ? pEffective : 1) / RANGE.max} />}
    />
  );
}

/** Follows every selection; the slider around it does not have to. */
function ScoreChart({ cut }: { cut: number }) {
  const maps = useAppState((state) => state.shown?.selection.maps ?? null);
  const path = useMemo(() => (maps ? scorePath(maps.score, maps.redundancyRank, RANGE) : ''), [maps]);
  return <TrackChart path={path} cut={cut} active="left" tone="warm" />;
}

import { useMemo } from 'react';
import { PARAMETER_RANGES } from '../../core/script/scriptParameters.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { formatNumber, formatPercent } from '../format.ts';
import { shareOfEdges } from '../insight/similarityHistogram.ts';
import { histogramPath } from './chartPaths.ts';
import { ParameterSlider } from './ParameterSlider.tsx';
import { TrackChart } from './TrackChart.tsx';

const RANGE = PARAMETER_RANGES.threshold;
const NO_HISTOGRAM = new Uint32Array(0);

/** tau over the histogram of similarities: what lies right of the line counts as an edge. */
export function ThresholdSlider() {
  const { controller } = useServices();
  const threshold = useAppState((state) => state.settings.parameters.threshold);
  const histogram = useAppState((state) => state.shown?.photo.similarityHistogram ?? NO_HISTOGRAM);
  const path = useMemo(() => histogramPath(histogram, RANGE), [histogram]);
  const cut = (threshold - RANGE.min) / (RANGE.max - RANGE.min);
  return (
    <ParameterSlider
      label="Threshold τ"
      hint="A cosine of at least τ is an edge of the graph."
      value={threshold}
      range={RANGE}
      format={(value) => formatNumber(value, 2)}
      remark={histogram.length > 0 ? `${formatPercent(shareOfEdges(histogram, threshold))} of edges` : ' '}
      onChange={(value) => controller.setParameters({ threshold: value })}
      chart={<TrackChart path={path} cut={cut} active="right" tone="warm" />}
    />
  );
}

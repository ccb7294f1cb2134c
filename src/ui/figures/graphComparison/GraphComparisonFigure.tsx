/**
 * Table 1, measured on the photo and the device at hand.
 */
import { useCallback, useMemo, useState } from 'react';
import { Button, Label, Slider, SliderOutput, SliderThumb, SliderTrack } from 'react-aria-components';
import type { DataCell, DataTable } from '../../../core/figures/dataTable.ts';
import { expectAgreement, sweepThresholds, type Agreement, type ThresholdRankings } from '../../../core/figures/graphComparison.ts';
import { listRanges } from '../../../core/figures/scriptOnGeometry.ts';
import type { Sliced } from '../../../core/figures/slices.ts';
import type { TokenGeometry } from '../../../core/kernels.ts';
import type { TokenRange } from '../../../core/tokens.ts';
import type { Shown } from '../../../state/store.ts';
import { useAppState } from '../../AppContext.ts';
import { formatPercent } from '../../format.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { useSlicedWork } from '../useSlicedWork.ts';
import { WorkBar } from '../WorkBar.tsx';
import {
  compareMethods,
  rankAll,
  summarizeTimes,
  SWEPT_THRESHOLDS,
  type AgreementSweep,
  type AllRankings,
  type Comparison,
  type MeasuredTimes,
} from './comparisonData.ts';
import { drawGraphComparison } from './graphComparisonDrawing.tsx';
import { PAPER_SHARE } from './paperTable.ts';
import { useGraphTimes, type GraphTimes } from './useGraphTimes.ts';
import './graphComparison.css';

const CAPTION =
  'Redundancy (Eq. 9) scored on all pairs of tokens, on the pairs of an even and an odd token, and drawn at random; the K = ⌊s n⌋ tokens with the ' +
  'highest scores are dropped, and nothing else decides. Kept and dropped tokens are compared with those of the exhaustive graph by intersection over union. ' +
  'Dashed: what two independent random drops of a share s have in common on average, (1\u00a0−\u00a0s)\u00a0/\u00a0(1\u00a0+\u00a0s) of the kept and s\u00a0/\u00a0(2\u00a0−\u00a0s) of the dropped tokens. ' +
  'The paper’s numbers are means over POPE on its authors’ device with a share of 90\u00a0%; accuracy needs a language model and is theirs alone.';

export function GraphComparisonFigure({ inputs }: FigureProps) {
  const { geometry, shown } = inputs;
  const { threshold, gamma, scope } = shown.parameters;
  const { layout } = shown.photo;
  // The same ranges while sliders move, so that what does not depend on a slider is not computed anew.
  const ranges = useMemo(() => listRanges(layout, scope), [layout, scope]);
  const [seed, setSeed] = useState(1);
  const start = useMemo(() => () => rankFor({ geometry, ranges, threshold, gamma, seed }), [geometry, ranges, threshold, gamma, seed]);
  const { result, problem } = useSlicedWork(start);
  if (problem !== null) return <p className="figure-waiting">{problem}</p>;
  // Rankings of other settings stay while the next ones are under way, those of other tokens do not.
  if (result?.geometry !== geometry || result.ranges !== ranges) return <p className="figure-waiting">Ranking the tokens …</p>;
  return <RankedComparison shown={shown} ranked={result} onDraw={() => setSeed(seed + 1)} />;
}

/** Rankings and what they were made with. */
interface Ranked {
  geometry: TokenGeometry;
  ranges: readonly TokenRange[];
  threshold: number;
  gamma: number;
  seed: number;
  rankings: AllRankings;
}

function* rankFor(settings: Omit<Ranked, 'rankings'>): Sliced<Ranked> {
  return { ...settings, rankings: yield* rankAll(settings, settings, settings.seed) };
}

function RankedComparison({ shown, ranked, onDraw }: { shown: Shown; ranked: Ranked; onDraw: () => void }) {
  const { photo } = shown;
  const { rankings, geometry, ranges, threshold, gamma, seed } = ranked;
  const style = useFigureStyle();
  const [share, setShare] = useState(PAPER_SHARE);
  const times = useGraphTimes(shown);
  const measured = useMeasuredTimes(times);
  const sweep = useThresholdSweep(geometry, ranges, gamma);
  const comparison = useMemo(
    () => compareMethods(rankings, sweep.result, { n: photo.n, d: photo.d, ranges, threshold, share, seed }),
    [rankings, sweep.result, photo, ranges, threshold, share, seed],
  );
  const draw = useCallback(
    (width: number) => drawGraphComparison(comparison, measured, { layout: photo.layout, style }, width),
    [comparison, measured, photo.layout, style],
  );
  return (
    <FigureFrame
      id="graph-comparison"
      title="Exhaustive, bipartite, random"
      source="Table 1"
      caption={CAPTION}
      settings={`${describeSettings(shown)}, ${formatPercent(share, 0)} dropped (K = ${comparison.count}), draw ${seed}`}
      layout={photo.layout}
      draw={draw}
      table={() => toTable(comparison, measured)}
      controls={
        <>
          <ShareSlider share={share} comparison={comparison} onChange={setShare} />
          <Button className="button small" onPress={onDraw}>
            Draw again at random
          </Button>
          <TimeControls times={times} />
          {sweep.progress !== null && <WorkBar text="Moving τ" progress={sweep.progress} onCancel={sweep.cancel} />}
        </>
      }
    />
  );
}

function ShareSlider({ share, comparison: { count, n }, onChange }: { share: number; comparison: Comparison; onChange: (share: number) => void }) {
  return (
    <Slider className="graph-share" value={share} minValue={0.01} maxValue={0.99} step={0.01} onChange={onChange}>
      <Label className="field-label">Share dropped</Label>
      <SliderTrack className="track">
        <div className="rail" />
        <SliderThumb className="thumb" />
      </SliderTrack>
      <SliderOutput className="value">
        {formatPercent(share, 0)}, K = {count} of {n}
      </SliderOutput>
    </Slider>
  );
}

function TimeControls({ times: { progress, problem, result, measure, cancel } }: { times: GraphTimes }) {
  return (
    <div className="graph-times">
      {progress === null ? (
        <Button className="button small" onPress={measure}>
          {result ? 'Measure again' : 'Measure times'}
        </Button>
      ) : (
        <WorkBar text="Measuring" progress={progress} onCancel={cancel} />
      )}
      {problem !== null && <span role="alert">The times could not be measured: {problem}</span>}
    </div>
  );
}

function useMeasuredTimes({ result }: GraphTimes): MeasuredTimes | null {
  const engine = useAppState((state) => state.engine);
  return useMemo(() => {
    if (!result || engine.status !== 'ready') return null;
    const { kind, adapter } = engine.start.kernels;
    return summarizeTimes(result, `${adapter} (${kind === 'gpu' ? 'GPU' : 'CPU'})`);
  }, [result, engine]);
}

/** Rankings at all thresholds; those of other tokens or another gamma are not shown. */
function useThresholdSweep(geometry: TokenGeometry, ranges: readonly TokenRange[], gamma: number) {
  const start = useMemo(() => () => sweepFor({ geometry, ranges, gamma }), [geometry, ranges, gamma]);
  const { result, progress, cancel } = useSlicedWork(start);
  const isCurrent = result?.geometry === geometry && result.ranges === ranges && result.gamma === gamma;
  return { result: isCurrent ? result.steps : null, progress, cancel };
}

type Swept = Pick<Ranked, 'geometry' | 'ranges' | 'gamma'> & { steps: ThresholdRankings[] };

function* sweepFor(settings: Omit<Swept, 'steps'>): Sliced<Swept> {
  const { geometry, ranges, gamma } = settings;
  return { ...settings, steps: yield* sweepThresholds(geometry, ranges, { thresholds: SWEPT_THRESHOLDS, gamma }) };
}

/** First where the page stands, then both sweeps. */
function toTable(comparison: Comparison, times: MeasuredTimes | null): DataTable {
  const { methods, share, threshold, overShares, overThresholds } = comparison;
  const sweepRows = (moved: string, sweep: AgreementSweep | null, place: (at: number) => { share: number; threshold: number }) =>
    sweep?.at.map((at, index) => [...agreementCells(moved, place(at), sweep.bipartite[index], sweep.random[index]), null, null]) ?? [];
  return {
    columns: [
      { title: 'moved' },
      { title: 'share dropped', digits: 2 },
      { title: 'tau', digits: 2 },
      { title: 'K' },
      { title: 'IoU kept, bipartite', digits: 3 },
      { title: 'IoU dropped, bipartite', digits: 3 },
      { title: 'IoU kept, random', digits: 3 },
      { title: 'IoU dropped, random', digits: 3 },
      { title: 'IoU kept, expected', digits: 3 },
      { title: 'IoU dropped, expected', digits: 3 },
      { title: 'exhaustive (ms)', digits: 3 },
      { title: 'bipartite (ms)', digits: 3 },
    ],
    rows: [
      [
        ...agreementCells('nothing', { share, threshold }, methods.bipartite.agreement, methods.random.agreement),
        times?.methods.exhaustive.median ?? null,
        times?.methods.bipartite.median ?? null,
      ],
      ...sweepRows('share', overShares, (at) => ({ share: at, threshold })),
      ...sweepRows('tau', overThresholds, (at) => ({ share, threshold: at })),
    ],
  };
}

function agreementCells(moved: string, at: { share: number; threshold: number }, bipartite: Agreement, random: Agreement): DataCell[] {
  const expected = expectAgreement(at.share);
  return [moved, at.share, at.threshold, bipartite.count, bipartite.kept, bipartite.dropped, random.kept, random.dropped, expected.kept, expected.dropped];
}

/**
 * The score card: a row for every method, a column for every measure, sorted by whichever column is pressed.
 */
import { useMemo, useState } from 'react';
import { Button, Tooltip, TooltipTrigger } from 'react-aria-components';
import { MEASURES, type Measure } from '../../../core/scoreCard/measureList.ts';
import { useFigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { entryColour } from '../entryMarks.tsx';
import { formatMeasure } from '../formatMeasure.ts';
import { findBest, nextOrder, readRun, sortRuns, type ScoreColumn, type ScoreOrder } from './scoreOrder.ts';
import type { ScoredRun } from './scoredRuns.ts';

const DIRECTIONS = { higher: 'higher is better', lower: 'lower is better', neither: 'neither is better' } as const;

export function ScoreTable({ runs }: { runs: readonly ScoredRun[] }) {
  const [order, setOrder] = useState<ScoreOrder | null>(null);
  const footnotes = useMemo(() => listFootnotes(runs), [runs]);
  const best = useMemo(() => new Map(MEASURES.map((measure) => [measure.id, findBest(runs, measure)] as const)), [runs]);
  const press = (column: ScoreColumn) => setOrder(nextOrder(order, column));
  return (
    <div className="score-card">
      {/* A wide table scrolls, which has to work by keyboard, too. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="score-scroll" tabIndex={0} role="region" aria-label="Table of measures">
        <table className="score-table">
          <thead>
            <tr>
              <ColumnHead column="method" title="Method" explanation="In the order of the comparison, or by name." order={order} onPress={press} />
              {MEASURES.map((measure: Measure & { id: ScoreColumn }) => (
                <ColumnHead
                  key={measure.id}
                  column={measure.id}
                  title={measure.unit === undefined ? measure.title : `${measure.title} (${measure.unit})`}
                  explanation={`${measure.explanation} (${DIRECTIONS[measure.better]})`}
                  order={order}
                  onPress={press}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {sortRuns(runs, order).map((run) => (
              <tr key={run.place} data-awaited={run.isAwaited || undefined}>
                <RowHead run={run} footnotes={footnotes} />
                {run.card ? (
                  MEASURES.map((measure) => <ScoreCell key={measure.id} run={run} measure={measure} isBest={best.get(measure.id)?.has(run.place) ?? false} />)
                ) : (
                  <td className="score-refusal" colSpan={MEASURES.length}>
                    <span>{run.refusal ?? 'Measuring …'}</span>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Footnotes runs={runs} footnotes={footnotes} />
    </div>
  );
}

interface ColumnHeadProps {
  column: ScoreColumn;
  title: string;
  explanation: string;
  order: ScoreOrder | null;
  onPress: (column: ScoreColumn) => void;
}

function ColumnHead(props: ColumnHeadProps) {
  const { column, order } = props;
  return (
    <th scope="col" aria-sort={order?.column === column ? order.direction : 'none'}>
      <SortButton {...props} />
    </th>
  );
}

function SortButton({ column, title, explanation, order, onPress }: ColumnHeadProps) {
  return (
    <TooltipTrigger delay={300} closeDelay={0}>
      <Button className="score-sort" onPress={() => onPress(column)}>
        {title}
        {order?.column === column && <span aria-hidden="true">{order.direction === 'descending' ? ' ↓' : ' ↑'}</span>}
      </Button>
      <Tooltip className="tooltip score-tooltip">{explanation}</Tooltip>
    </TooltipTrigger>
  );
}

function RowHead({ run: { place, title, selection, refusal }, footnotes }: { run: ScoredRun; footnotes: readonly string[] }) {
  const style = useFigureStyle();
  const standIns = refusal === null ? (selection?.standIns ?? []) : [];
  return (
    <th scope="row">
      <span className="compare-dot" style={{ background: entryColour(place, style) }} aria-hidden="true" />
      {title}
      {standIns.map((sentence) => (
        <sup key={sentence}> {footnotes.indexOf(sentence) + 1}</sup>
      ))}
    </th>
  );
}

function ScoreCell({ run, measure, isBest }: { run: ScoredRun; measure: Measure; isBest: boolean }) {
  const value = readRun(run, measure);
  const isRough = measure.id === 'milliseconds' && value !== null && run.timedRuns === 1;
  return (
    <td data-best={isBest || undefined}>
      {isBest && (
        <span className="score-best" role="img" aria-label="best">
          ★
        </span>
      )}
      {isRough && '≈ '}
      {formatMeasure(measure, value)}
    </td>
  );
}

/** What stood in for missing inputs, each sentence once. */
function listFootnotes(runs: readonly ScoredRun[]): string[] {
  return [...new Set(runs.flatMap(({ selection, refusal }) => (refusal === null ? (selection?.standIns ?? []) : [])))];
}

function Footnotes({ runs, footnotes }: { runs: readonly ScoredRun[]; footnotes: readonly string[] }) {
  const timed = runs.filter(({ card }) => card !== null).map(({ timedRuns }) => timedRuns);
  return (
    <ul className="score-notes">
      <li>
        <span className="score-best" aria-hidden="true">
          ★
        </span>{' '}
        best of its column; methods that read the same share it.
      </li>
      {timed.some((runsOf) => runsOf === 1) && <li>≈ one run, which is noisy; the median of further runs follows when the sliders are at rest.</li>}
      {timed.some((runsOf) => runsOf > 1) && <li>Times are medians of {Math.max(...timed)} further runs.</li>}
      {footnotes.map((sentence, index) => (
        <li key={sentence}>
          <sup>{index + 1}</sup> {sentence}
        </li>
      ))}
    </ul>
  );
}

/** Every measure in one line. */
export function MeasureLegend() {
  return (
    <details className="figure-numbers">
      <summary>What the columns mean</summary>
      <dl className="score-legend">
        {MEASURES.map((measure: Measure) => (
          <div key={measure.id}>
            <dt>{measure.title}</dt>
            <dd>
              {measure.explanation} <span className="remark">{DIRECTIONS[measure.better]}</span>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

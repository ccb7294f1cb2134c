/**
 * The paper's result tables as charts. Nothing here is computed from the photo: every number is the paper's own, and what is
 * computed are only the checks of those numbers against each other.
 */
import { useCallback, useMemo, useState } from 'react';
import { Choice } from '../../Choice.tsx';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { NumbersTable } from '../frame/NumbersTable.tsx';
import { describeDiscrepancies } from './describeDiscrepancies.ts';
import { drawView } from './drawView.ts';
import { countBest, listMeasures, REPORTED_VIEWS, toDataTable, type NamedMeasure, type ReportedView } from './reportedViews.ts';
import './reportedResults.css';

const START = REPORTED_VIEWS.find(({ id }) => id === 'table-2') ?? REPORTED_VIEWS[0];

export function ReportedResultsFigure() {
  const style = useFigureStyle();
  const [viewId, setViewId] = useState(START.id);
  const [measureId, setMeasureId] = useState('average');
  const view = REPORTED_VIEWS.find(({ id }) => id === viewId) ?? START;
  const measures = useMemo(() => listMeasures(view), [view]);
  // A measure that the next table has as well stays chosen.
  const measure = measures.find(({ id }) => id === measureId) ?? measures.at(0) ?? null;
  const draw = useMemo(() => drawView(view, measure, style), [view, measure, style]);
  const table = useCallback(() => toDataTable(view), [view]);
  const checks = useMemo(() => describeDiscrepancies(view.table), [view]);
  return (
    <FigureFrame
      id="reported-results"
      title="Accuracy as reported"
      source={view.source}
      caption={describeView(view, measure)}
      settings={`${view.table.title} of the paper: “${view.table.caption}”`}
      draw={draw}
      table={table}
      showsOwnNumbers
      controls={
        <>
          <Choice<string> label="Table" value={view.id} options={REPORTED_VIEWS.map(({ id, title }) => ({ value: id, title }))} onChange={setViewId} />
          {measure && (
            <Choice<string>
              label={view.kind === 'scatter' ? 'Cost' : 'Measure'}
              value={measure.id}
              options={measures.map(({ id, title }) => ({ value: id, title }))}
              onChange={setMeasureId}
            />
          )}
        </>
      }
    >
      {/* A new table starts unsorted. */}
      <div className="reported-numbers">
        <NumbersTable key={view.id} table={table()} label={view.source} />
      </div>
      {checks.length > 0 && (
        <section className="reported-checks" aria-labelledby="reported-checks-title">
          <h3 id="reported-checks-title">What does not add up in the printed numbers</h3>
          <ul>
            {checks.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
      )}
    </FigureFrame>
  );
}

const ORIGIN = 'All numbers are typed in from the paper; none was measured here.';

function describeView(view: ReportedView, measure: NamedMeasure | null): string {
  switch (view.kind) {
    case 'budgets': {
      if (!measure) return ORIGIN;
      const { best, budgets } = countBest(view, measure.measure);
      const outlines = measure.measure === 'average' ? ' Outlined marks show the mean of the row where it is far from the printed average.' : '';
      return `${measure.title} against the number of visual tokens kept; the dashed line is the unpruned model.${outlines} Of the methods printed here, Script is best at ${best} of ${budgets} budgets. ${ORIGIN}`;
    }
    case 'scatter':
      return `What a method costs and the F1 score it reaches on POPE; the upper left is best. The paper’s Figure 2 (a) is a picture without numbers; these are the numbers of its Table 6. ${ORIGIN}`;
    case 'benchmarks':
      return `Each benchmark’s score as a share of the unpruned model’s, so that benchmarks with different scales can stand side by side. The paper’s Figure 2 (b) is a picture without numbers; these are the numbers of its Table 2 at the same reduction. ${ORIGIN}`;
    case 'bars':
      return `Cost and accuracy on POPE; grey factors are printed in the paper as “times less than the unpruned model”. FLOPs count a multiplication and an addition as two. ${ORIGIN}`;
    case 'repeated':
      return `Means and standard deviations that the paper reports over 20 runs, beside what its Table 3 prints for the same benchmark, model and budget (difference in brackets). The paper heads the means “Mean (%)”, but they are MME points; Script’s own p-values of 1 compare it with itself. ${ORIGIN}`;
    default:
      return view.kind satisfies never;
  }
}

/**
 * The chart that fits a table.
 */
import { compareRepeated } from '../../../core/figures/reportedResults/discrepancies.ts';
import { TABLE_11, TABLE_3 } from '../../../core/figures/reportedResults/reportedTables.ts';
import type { Draw } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { drawBenchmarkDots } from './benchmarkDots.tsx';
import { drawBudgetChart } from './budgetChart.tsx';
import { drawCostScatter } from './costScatter.tsx';
import { drawEfficiencyBars } from './efficiencyBars.tsx';
import { drawRepeatedRuns } from './repeatedRuns.tsx';
import type { NamedMeasure, ReportedView } from './reportedViews.ts';

export function drawView({ kind, table }: ReportedView, measure: NamedMeasure | null, style: FigureStyle): Draw {
  switch (kind) {
    case 'budgets':
      if (!measure) throw new Error(`${table.title} has nothing to draw.`);
      return drawBudgetChart({ table, measure }, style);
    case 'scatter':
      if (!measure) throw new Error(`${table.title} has nothing to draw.`);
      return drawCostScatter(table, measure, style);
    case 'benchmarks':
      return drawBenchmarkDots(table, style);
    case 'bars':
      return drawEfficiencyBars(table, style);
    case 'repeated':
      return drawRepeatedRuns(compareRepeated(TABLE_11, TABLE_3, 'MME'), style);
    default:
      return kind satisfies never;
  }
}

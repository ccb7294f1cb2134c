/**
 * Table 6: one small bar chart per measure, every bar with its number and the printed factor.
 */
import { scaleLinear } from 'd3';
import type { ReportedMethod, ReportedTable } from '../../../core/figures/reportedResults/reportedTable.ts';
import { formatNumber } from '../../format.ts';
import { roundPixel, type Draw, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { HEADING_HEIGHT, isScript, methodColour, ReportedHeading } from './methodMarks.tsx';

interface Panel {
  title: string;
  direction: string;
  digits: number;
  bars: { method: ReportedMethod; value: number; factor: number | null }[];
}

const GAP = 30;
const HEAD = 26;
const BAR = 22;
const NAME_WIDTH = 102;
const VALUE_WIDTH = 78;

export function drawEfficiencyBars(table: ReportedTable, style: FigureStyle): Draw {
  const panels = listPanels(table);
  return (width) => layOut(table, panels, style, width);
}

function layOut({ title, model }: ReportedTable, panels: Panel[], style: FigureStyle, width: number): Drawing {
  const perRow = width < 540 ? 1 : width < 800 ? 2 : 3;
  const panelWidth = (width - GAP * (perRow - 1)) / perRow;
  const panelHeight = HEAD + Math.max(...panels.map(({ bars }) => bars.length)) * BAR;
  const rows = Math.ceil(panels.length / perRow);
  const content = (
    <>
      <ReportedHeading title={`${title}: ${model}, 320 of 2880 tokens`} />
      {panels.map((panel, index) => (
        <g
          key={panel.title}
          role="img"
          aria-label={`${panel.title}: ${panel.bars.map(({ method, value }) => `${method} ${formatNumber(value, panel.digits)}`).join(', ')}`}
          transform={`translate(${roundPixel((index % perRow) * (panelWidth + GAP))} ${HEADING_HEIGHT + Math.floor(index / perRow) * (panelHeight + GAP)})`}
        >
          {drawPanel(panel, style, panelWidth)}
        </g>
      ))}
    </>
  );
  return { height: HEADING_HEIGHT + rows * (panelHeight + GAP) - GAP + 4, content };
}

function drawPanel({ title, direction, digits, bars }: Panel, style: FigureStyle, width: number) {
  const length = scaleLinear([0, Math.max(...bars.map(({ value }) => value))], [0, width - NAME_WIDTH - VALUE_WIDTH]);
  return (
    <>
      <text y={14} fontWeight={650}>
        {title}
      </text>
      <text x={roundPixel(width)} y={14} fontSize={12} fill={style.soft} textAnchor="end">
        {direction}
      </text>
      {bars.map(({ method, value, factor }, index) => {
        const y = HEAD + index * BAR;
        const end = roundPixel(length(value));
        return (
          <g key={method} fontWeight={isScript(method) ? 650 : undefined}>
            <text x={NAME_WIDTH - 8} y={y + 14.5} textAnchor="end">
              {method}
            </text>
            <rect x={NAME_WIDTH} y={y + 3} width={end} height={BAR - 7} fill={methodColour(method, style)} fillOpacity={method === 'Script w/o DPP' ? 0.55 : 1} />
            <text x={NAME_WIDTH + end + 6} y={y + 14.5}>
              {formatNumber(value, digits)}
              {factor !== null && <tspan fill={style.soft}>{` ×${factor}`}</tspan>}
            </text>
          </g>
        );
      })}
    </>
  );
}

/** Every column but the factors, which stand beside the bars they belong to. */
function listPanels({ columns, groups }: ReportedTable): Panel[] {
  const rows = groups.flatMap((group) => group.rows);
  return columns.flatMap(({ name, unit, digits, better }, column) => {
    if (unit === 'times less') return [];
    const hasFactor = columns[column + 1]?.unit === 'times less';
    const bars = rows.flatMap(({ method, values }) => {
      const value = values[column];
      return value === null ? [] : [{ method, value, factor: hasFactor ? values[column + 1] : null }];
    });
    return [{ title: `${name} (${unit})`, direction: `${better} is better`, digits, bars }];
  });
}

/**
 * What gamma does to the ranks: the tokens that move most between gamma = 0, where the degree alone decides, and the page's.
 */
import { line, scaleLinear } from 'd3';
import { memo, use } from 'react';
import { pointAt } from '../../../state/focus.ts';
import { formatNumber } from '../../format.ts';
import { AxisLeft } from '../drawing/Axes.tsx';
import { ChartPointer, type Reading } from '../drawing/ChartPointer.tsx';
import { roundPixel, type Box } from '../drawing/Drawing.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigureFocus } from '../drawing/FigureSurroundings.ts';
import type { BipartiteGraph, FocusedToken } from './bipartiteData.ts';

interface SlopesProps {
  graph: BipartiteGraph;
  box: Box;
}

function scalesOf({ ranks, ranges }: BipartiteGraph, box: Box) {
  const count = Math.max(2, ...ranges.map((range) => range.count));
  return {
    count,
    columns: ranks.map((_, index) => box.x + (index / Math.max(1, ranks.length - 1)) * box.width),
    y: scaleLinear([1, count], [box.y, box.y + box.height]),
  };
}

function pathOf(graph: BipartiteGraph, box: Box, token: number): string {
  const { columns, y } = scalesOf(graph, box);
  const points = graph.ranks.map(({ rank }, index): [number, number] => [roundPixel(columns[index]), roundPixel(y(rank[token]))]);
  return line()(points) ?? '';
}

/** True if gamma makes the token more redundant. */
function rises({ ranks }: BipartiteGraph, token: number): boolean {
  return ranks[ranks.length - 1].rank[token] < ranks[0].rank[token];
}

export const RankSlopes = memo(function RankSlopes({ graph, box }: SlopesProps) {
  const style = useFigureStyle();
  const { columns, y, count } = scalesOf(graph, box);
  return (
    <g role="img" aria-label="Ranks of the tokens that move most with gamma">
      <AxisLeft scale={y} ticks={[1, ...[0.25, 0.5, 0.75, 1].map((share) => Math.round(share * count))].filter((tick, index, all) => all.indexOf(tick) === index)} title="rank, 1 = most redundant" top={box.y} bottom={box.y + box.height} x={box.x} grid={box.width} />
      {columns.map((x, index) => (
        <g key={graph.ranks[index].gamma} textAnchor={index === columns.length - 1 ? 'end' : 'middle'}>
          <path d={`M${roundPixel(x)} ${box.y}v${box.height}`} stroke={style.soft} />
          <text x={roundPixel(index === columns.length - 1 ? x + 8 : x)} y={box.y + box.height + 18} fontSize={12} fill={style.soft}>
            γ = {formatNumber(graph.ranks[index].gamma, Number.isInteger(graph.ranks[index].gamma) ? 0 : 1)}
          </text>
        </g>
      ))}
      {graph.movers.map((token) => (
        <path key={token} d={pathOf(graph, box, token)} fill="none" stroke={rises(graph, token) ? style.warm : style.accent} strokeWidth={1.75} strokeLinejoin="round" />
      ))}
      {graph.movers.length === 0 && (
        <text x={box.x + box.width / 2} y={box.y + box.height / 2} textAnchor="middle" fill={style.soft}>
          No rank depends on γ here.
        </text>
      )}
    </g>
  );
});

/** The token in focus, whether it moves or not. */
export function FocusSlope({ graph, box, focus }: SlopesProps & { focus: FocusedToken }) {
  const style = useFigureStyle();
  const { columns, y } = scalesOf(graph, box);
  return (
    <g pointerEvents="none">
      <path d={pathOf(graph, box, focus.token)} fill="none" stroke={style.page} strokeWidth={6} />
      <path d={pathOf(graph, box, focus.token)} fill="none" stroke={style.ink} strokeWidth={2.5} />
      {graph.ranks.map(({ gamma, rank }, index) => (
        <circle key={gamma} cx={roundPixel(columns[index])} cy={roundPixel(y(rank[focus.token]))} r={4} fill={style.ink} stroke={style.page} strokeWidth={1.5} />
      ))}
    </g>
  );
}

/** Pointing at a line moves the focus of the page to its token. */
export function SlopePointer({ graph, box }: SlopesProps) {
  const store = use(FigureFocus);
  const { columns, y } = scalesOf(graph, box);
  const heightAt = (token: number, x: number) => {
    const index = Math.max(1, columns.findIndex((column) => x <= column));
    const [before, after] = [index - 1, index].map((at) => y(graph.ranks[at].rank[token]));
    return before + ((after - before) * (x - columns[index - 1])) / (columns[index] - columns[index - 1]);
  };
  const read = (x: number, pixelY: number): Reading | null => {
    if (graph.movers.length === 0) return null;
    const distance = (token: number) => Math.abs(heightAt(token, x) - pixelY);
    const token = graph.movers.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
    const nearest = columns.reduce((best, column) => (Math.abs(column - x) < Math.abs(best - x) ? column : best));
    return { x: nearest, lines: [`token ${token}, d = ${graph.degree[token]}`, `rank ${graph.ranks.map(({ rank }) => rank[token]).join(' → ')}`], token };
  };
  return <ChartPointer box={box} read={read} onToken={(token) => store && pointAt(store, token)} />;
}

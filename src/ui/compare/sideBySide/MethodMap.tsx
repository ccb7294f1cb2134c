/**
 * What one method keeps, over the photo. Without a selection the photo is dimmed and says why.
 */
import { use, useMemo } from 'react';
import type { Selection } from '../../../core/methods/method.ts';
import type { Layout } from '../../../core/tokens.ts';
import { heatmapPixels } from '../../paint/layers.ts';
import { keptMask } from '../../paint/fateColours.ts';
import { roundPixel, type Box } from '../../figures/drawing/Drawing.ts';
import { useFigureStyle } from '../../figures/drawing/FigureStyle.ts';
import { FigurePhoto } from '../../figures/drawing/FigureSurroundings.ts';
import { outlineRegion } from '../../figures/drawing/outlineRegion.ts';
import { TokenMap } from '../../figures/drawing/TokenMap.tsx';
import { useFrontViews } from '../../figures/drawing/useShownViews.ts';
import { wrapText } from '../../figures/drawing/wrapText.ts';
import { clusterColour } from '../../figures/remainingView/clusterColours.ts';
import { hasFace, keptPixels, rolePixels, scaleRanking, styleOfRole, type MapFace, type RankingScale } from './mapFaces.ts';
import { averageColour, fillTokens, listGroups } from './mergeGroups.ts';
import { describeCount, type ShownRun } from './shownRuns.ts';
import { markTokens } from './tokenMarks.ts';

/** How maps are drawn. */
export interface MapOptions {
  layout: Layout;
  face: MapFace;
  scale: RankingScale;
  /** u8[256 * 3], see `colourTable`. */
  table: Uint8ClampedArray;
  /** Of heatmaps, 0 to 1. */
  opacity: number;
  /** u8[n * 3], what every token covers; null without a photo. */
  colours: Uint8ClampedArray | null;
}

interface MethodMapProps {
  run: ShownRun;
  /** The hue of its place in the comparison. */
  hue: string;
  box: Box;
  options: MapOptions;
}

export function MethodMap({ run, hue, box, options }: MethodMapProps) {
  const { selection, title } = run;
  const layout = useFrontViews(options.layout);
  if (selection === null) return <EmptyMap run={run} box={box} layout={options.layout} />;
  const face = hasFace(options.face, selection) ? options.face : 'kept';
  const props = { selection, hue, box, options: { ...options, layout }, label: `${title}: ${describeCount(selection)} tokens` };
  return <g opacity={run.isUpdating ? 0.45 : undefined}>{drawFace(face, props)}</g>;
}

function drawFace(face: MapFace, props: FaceProps) {
  switch (face) {
    case 'kept':
      return <KeptFace {...props} />;
    case 'roles':
      return <RoleFace {...props} />;
    case 'groups':
      return <GroupFace {...props} />;
    case 'ranking':
      return <RankingFace {...props} />;
    default:
      return face satisfies never;
  }
}

interface FaceProps {
  selection: Selection;
  hue: string;
  box: Box;
  options: MapOptions;
  label: string;
}

function KeptFace({ selection, hue, box, options: { layout }, label }: FaceProps) {
  const { pageRgb } = useFigureStyle();
  const hasPhoto = use(FigurePhoto) !== null;
  const pixels = useMemo(() => keptPixels(selection, pageRgb, hasPhoto ? null : hue), [selection, pageRgb, hasPhoto, hue]);
  return <TokenMap layout={layout} x={box.x} y={box.y} width={box.width} pixels={pixels} outlined={selection.indices} label={label} />;
}

function RoleFace({ selection, box, options: { layout }, label }: FaceProps) {
  const { pageRgb } = useFigureStyle();
  const pixels = useMemo(() => rolePixels(selection, pageRgb), [selection, pageRgb]);
  return (
    <TokenMap layout={layout} x={box.x} y={box.y} width={box.width} pixels={pixels} outlined={selection.indices} label={`${label}, by role`}>
      {selection.roles.map(({ title, tokens }, index) => {
        const { mark } = styleOfRole(index);
        return mark && <RoleMarks key={title} path={markTokens(layout, tokens, mark, box)} isFilled={mark === 'dot'} />;
      })}
    </TokenMap>
  );
}

/** White on a dark edge, so that it shows on every patch. */
export function RoleMarks({ path, isFilled }: { path: string; isFilled: boolean }) {
  return (
    <g fill={isFilled ? '#fff' : 'none'} strokeLinecap="round">
      <path d={path} stroke="#000" strokeOpacity={0.7} strokeWidth={isFilled ? 2 : 3} />
      <path d={path} stroke={isFilled ? 'none' : '#fff'} strokeWidth={1.4} />
    </g>
  );
}

function GroupFace({ selection, box, options: { layout, colours }, label }: FaceProps) {
  const { page } = useFigureStyle();
  const { assignment, indices, n } = selection;
  const groups = useMemo(() => listGroups(assignment ?? new Int32Array(n).fill(-1)), [assignment, n]);
  // A token that was neither dropped nor merged stands for itself.
  const labels = useMemo(() => labelTokens(n, indices, assignment), [n, indices, assignment]);
  const centres = groups.filter(({ tokens }) => tokens.length > 1).map(({ target }) => target);
  return (
    <TokenMap layout={layout} x={box.x} y={box.y} width={box.width} label={`${label}, ${groups.length} groups of merged tokens`}>
      <rect width={box.width} height={box.height} fill={page} fillOpacity={0.88} />
      <g shapeRendering="crispEdges">
        {groups.map((group, index) => (
          <path key={group.target} d={fillTokens(layout, group.tokens, box)} fill={`rgb(${(colours ? averageColour(group, colours) : clusterColour(index)).join(', ')})`} />
        ))}
      </g>
      <DoubledLine path={outlineRegion(layout, labels, box)} />
      <RoleMarks path={markTokens(layout, centres, 'dot', box)} isFilled />
    </TokenMap>
  );
}

/** [n], for every token that is left, or went into one, that token's index + 1; 0 for dropped ones. */
function labelTokens(n: number, indices: Uint32Array, assignment: Int32Array | null): Uint32Array {
  const labels = Uint32Array.from({ length: n }, (_, token) => (assignment ? assignment[token] + 1 : 0));
  for (const token of indices) labels[token] ||= token + 1;
  return labels;
}

function RankingFace({ selection, box, options: { layout, scale, table, opacity }, label }: FaceProps) {
  const { ranking, n, indices } = selection;
  const pixels = useMemo(
    () => heatmapPixels(scaleRanking(ranking?.values ?? new Float32Array(n), scale), table, opacity),
    [ranking, n, scale, table, opacity],
  );
  return (
    <TokenMap layout={layout} x={box.x} y={box.y} width={box.width} pixels={pixels} label={`${label}, by ${ranking?.title ?? ''}`}>
      <DoubledLine path={outlineRegion(layout, keptMask(n, indices), box)} />
    </TokenMap>
  );
}

/** White on a dark edge. */
function DoubledLine({ path }: { path: string }) {
  return (
    <g fill="none" strokeLinecap="square">
      <path d={path} stroke="#000" strokeOpacity={0.6} strokeWidth={2.4} />
      <path d={path} stroke="#fff" strokeWidth={1} />
    </g>
  );
}

const MESSAGE_SIZE = 14;
const MESSAGE_LINE = 18;

function EmptyMap({ run: { title, problem, isUpdating }, box, layout }: { run: ShownRun; box: Box; layout: Layout }) {
  const { page, ink } = useFigureStyle();
  const text = problem ?? (isUpdating ? 'Computing …' : '');
  const room = Math.max(1, Math.floor((box.height - 12) / MESSAGE_LINE));
  const lines = shorten(wrapText(text, box.width - 24, MESSAGE_SIZE), room);
  const top = box.height / 2 - ((lines.length - 1) * MESSAGE_LINE) / 2 + 5;
  return (
    <TokenMap layout={layout} x={box.x} y={box.y} width={box.width} label={`${title}: ${text === '' ? 'nothing to show yet' : text}`}>
      <rect width={box.width} height={box.height} fill={page} fillOpacity={0.9} />
      <g fill={ink} fontSize={MESSAGE_SIZE} textAnchor="middle">
        {lines.map((line, index) => (
          <text key={line} x={roundPixel(box.width / 2)} y={roundPixel(top + index * MESSAGE_LINE)}>
            {line}
          </text>
        ))}
      </g>
    </TokenMap>
  );
}

/** What has no room ends in dots; the whole sentence is the map's name. */
function shorten(lines: string[], room: number): string[] {
  return lines.length <= room ? lines : [...lines.slice(0, room - 1), `${lines[room - 1]} …`];
}

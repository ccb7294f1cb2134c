/**
 * Section 4.3 on the photo at hand: where GSP's set and the greedy DPP order meet.
 */
import { useCallback, useMemo } from 'react';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import { findPart, MEETINGS } from '../../../core/figures/intersection.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { useFocusToken } from '../drawing/useFocusToken.ts';
import { describeSettings, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { WorkBar } from '../WorkBar.tsx';
import { describeMeeting, followWalk, type MeetingData, type WalkData } from './intersectionData.ts';
import { drawIntersection } from './intersectionDrawing.tsx';
import { MEETING_STYLES } from './meetingStyles.ts';
import { useWholeOrders } from './useWholeOrders.ts';

const CAPTION =
  'Each token by the sets it is in: the survivors of GSP, and the first m picks of the greedy DPP order. Outlined tokens are kept. The two sets often share fewer than m ' +
  'tokens; then Script walks on along the order and keeps every survivor it meets, until there are m, at pick k*; if the order ends first, survivors it never ' +
  'reached follow by relevance. The curve counts survivors among the first k picks. It follows the dotted diagonal while no pick is dropped and ends at the dotted ' +
  'line y = m. With p = 0 GSP drops nothing, and the first m picks are the final set; with the largest p, 1\u00a0−\u00a0m\u00a0/\u00a0n, only m tokens survive, and the order ' +
  'has no say. The strokes below the curve are the picks: tall ones survive GSP, low ones are dropped. The paper describes this step in words and prints no figure of it.';

export function IntersectionFigure({ inputs }: FigureProps) {
  const { shown, ranges } = inputs;
  const { selection, parameters, photo } = shown;
  const style = useFigureStyle();
  const token = useFocusToken();
  const { orders, isWhole, progress, problem, cancel } = useWholeOrders(inputs);
  const { parts, meeting } = useMemo(() => describeMeeting(selection, ranges, parameters), [selection, ranges, parameters]);
  const index = findPart(parts, token);
  const walk = useMemo(() => followWalk(parts, index, orders, isWhole), [parts, index, orders, isWhole]);
  const draw = useCallback(
    (width: number) => drawIntersection(meeting, walk, { layout: photo.layout, style }, width),
    [meeting, walk, photo.layout, style],
  );
  return (
    <FigureFrame
      id="intersection"
      title="GSP meets DPP"
      source="Sec. 4.3"
      caption={CAPTION}
      settings={describeSettings(shown)}
      layout={photo.layout}
      draw={draw}
      table={() => toTable(meeting, walk)}
      controls={
        (progress !== null || problem !== null) && (
          <>
            {progress !== null && <WorkBar text="Following the greedy order to its end" progress={progress} onCancel={cancel} />}
            {problem !== null && <span role="alert">The greedy order could not be followed: {problem}</span>}
          </>
        )
      }
    >
      {token !== null && token < meeting.classes.length && <FocusNote token={token} meeting={meeting} />}
    </FigureFrame>
  );
}

function FocusNote({ token, meeting: { classes } }: { token: number; meeting: MeetingData }) {
  const { title, explanation, kept } = MEETING_STYLES[MEETINGS[classes[token]]];
  return (
    <p className="hint">
      Token {token} is {kept ? 'kept' : 'dropped'}. {title}: {explanation}.
    </p>
  );
}

/** One row per pick of the walk that is drawn. */
export function toTable({ classes }: MeetingData, { part, order, survives, live, ghosts }: WalkData): DataTable {
  return {
    columns: [
      { title: 'k' },
      { title: 'token' },
      { title: 'survives GSP' },
      { title: 'sets' },
      { title: '|GSP and DPP_k|' },
      ...ghosts.map(({ ratio }) => ({ title: `with p = ${Number(ratio.toFixed(4))}` })),
    ],
    rows: Array.from(order, (local, step) => [
      step + 1,
      part.range.start + local,
      survives[local] ? 'yes' : 'no',
      MEETING_STYLES[MEETINGS[classes[part.range.start + local]]].title,
      live.met[step + 1],
      ...ghosts.map(({ met }) => met[step + 1]),
    ]),
  };
}

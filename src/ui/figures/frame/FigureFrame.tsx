/**
 * What every figure has around its drawing: a title and its place in the paper, controls, exports, full screen, a caption,
 * and its numbers as a table.
 */
import { use, useMemo, useRef, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { DataTable } from '../../../core/figures/dataTable.ts';
import type { Layout } from '../../../core/tokens.ts';
import { describeShownViews } from '../../panels/describeViews.ts';
import { ViewPicker } from '../../panels/ViewPicker.tsx';
import { DrawnFigure } from './DrawnFigure.tsx';
import { ExportButtons } from './ExportButtons.tsx';
import { NumbersTable } from './NumbersTable.tsx';
import { useElementWidth } from './useElementWidth.ts';
import { useMaximized } from './useMaximized.ts';
import type { Draw } from '../drawing/Drawing.ts';
import { FigureViews } from '../drawing/FigureSurroundings.ts';

interface FigureFrameProps {
  /** Part of the names of exported files. */
  id: string;
  title: string;
  /** Where the paper has it, such as "Figure 9". */
  source: string;
  /** What the drawing shows, in full sentences; also goes into exported files. */
  caption: string;
  /** The settings it was drawn with, in one line. */
  settings: string;
  /** Of the maps in the drawing; where it has several views, the settings name those that are shown. */
  layout?: Layout;
  /** Must stay the same function while nothing changes. */
  draw: Draw;
  /** The numbers behind the drawing; computed when they are looked at or saved. */
  table: () => DataTable;
  /** The same with everything that it depends on, as plain values for a JSON file, where a figure offers one. */
  plain?: () => unknown;
  /** What the person can set, between title and drawing. */
  controls?: ReactNode;
  /** What has to be seen before the drawing, and exported files do not carry. */
  lead?: ReactNode;
  /** Interactive matter below the drawing that exported files do not carry. */
  children?: ReactNode;
  /** The figure shows its numbers itself, among its children. */
  showsOwnNumbers?: boolean;
  /** On the page the children say it all; the drawing is for exported files. */
  drawsOnlyForExport?: boolean;
}

export function FigureFrame({ id, title, source, caption, settings: parameters, layout, draw, table, plain, controls, lead, children, showsOwnNumbers = false, drawsOnlyForExport = false }: FigureFrameProps) {
  const views = use(FigureViews);
  const settings = [parameters, ...(layout ? describeShownViews(layout, views) : [])].join(', ');
  const severalViews = layout !== undefined && layout.views.length > 1;
  const frame = useRef<HTMLElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const width = useElementWidth(body);
  const [maximized, toggleMaximized] = useMaximized(frame);
  const drawing = useMemo(() => (width > 0 && !drawsOnlyForExport ? draw(width) : null), [draw, width, drawsOnlyForExport]);
  const [showsNumbers, setShowsNumbers] = useState(false);
  return (
    <section ref={frame} className="figure" data-id={id} data-maximized={maximized || undefined} aria-labelledby="figure-title">
      <header className="figure-head">
        <h2 id="figure-title" className="figure-title">
          {title}
        </h2>
        <span className="figure-source">{source}</span>
        <div className="figure-tools">
          <ExportButtons {...{ id, title, source, caption, settings, draw, table, plain }} />
          <Button className="button small" onPress={toggleMaximized}>
            {maximized ? 'Leave full screen' : 'Full screen'}
          </Button>
        </div>
      </header>
      {(controls || severalViews) && (
        <div className="figure-controls">
          {controls}
          {severalViews && <ViewPicker />}
        </div>
      )}
      {lead}
      <div ref={body} className="figure-body">
        {drawing && <DrawnFigure width={width} drawing={drawing} label={title} />}
      </div>
      {children}
      <p className="figure-caption">{caption}</p>
      <p className="hint">{settings}</p>
      {!showsOwnNumbers && (
        <details className="figure-numbers" onToggle={(event) => setShowsNumbers(event.currentTarget.open)}>
          <summary>The numbers</summary>
          {showsNumbers && <NumbersTable table={table()} label={title} />}
        </details>
      )}
    </section>
  );
}

/**
 * Figures 3 and 4: is cosine a valid proxy for redundancy? On the photo at hand, or added up over a folder of images.
 */
import { useCallback, useDeferredValue, useMemo, useState, type DragEvent } from 'react';
import { analyseProxy } from '../../../core/figures/cosineProxy.ts';
import type { Neighbourhood } from '../../../core/figures/neighbourRedundancy.ts';
import { useAppState } from '../../AppContext.ts';
import { Choice } from '../../Choice.tsx';
import { colourTable } from '../../paint/colourMaps.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { describeSettings, type FigureInputs, type FigureProps } from '../figureInputs.ts';
import { FigureFrame } from '../frame/FigureFrame.tsx';
import { useSlicedWork } from '../useSlicedWork.ts';
import { WorkBar } from '../WorkBar.tsx';
import './cosineProxy.css';
import { writeCaption } from './caption.ts';
import { drawCosineProxy } from './cosineProxyDrawing.tsx';
import { takeDroppedFolder } from './droppedFiles.ts';
import { FolderControls, FolderStatus } from './FolderControls.tsx';
import { chartFolder, chartPhoto, countImages, type ProxyCharts } from './proxyCharts.ts';
import { toTable } from './proxyTable.ts';
import { useFolder } from './useFolder.ts';

const NO_NUMBERS = { columns: [], rows: [] };
const NOTHING = { height: 0, content: null };

export function CosineProxyFigure({ inputs }: FigureProps) {
  const [neighbourhood, setNeighbourhood] = useState<Neighbourhood>(8);
  const { run, state } = useFolder();
  const photo = usePhotoCharts(inputs, neighbourhood);
  // A long run never holds up what the person does meanwhile.
  const sums = useDeferredValue(state.sums);
  const folder = useMemo(() => (sums ? chartFolder(sums, neighbourhood) : null), [sums, neighbourhood]);
  const charts = state.isShown ? folder : photo.charts;
  const draw = useDrawing(charts);
  const settings = state.isShown ? `${countImages(sums?.names.length ?? 0)}, ${state.encoder}` : describeSettings(inputs.shown);
  const drop = (event: DragEvent) => {
    const read = takeDroppedFolder(event.dataTransfer);
    if (read === null) return;
    // Taken: the page, which opens single photos, leaves it alone.
    event.preventDefault();
    void read().then(run.start);
  };
  return (
    <div className="proxy-drop" onDrop={drop}>
      <FigureFrame
        id="cosine-proxy"
        title="Is cosine a valid proxy?"
        source="Figures 3–4"
        caption={writeCaption(charts, neighbourhood)}
        settings={settings}
        layout={state.isShown ? undefined : inputs.shown.photo.layout}
        draw={draw}
        table={() => (charts ? toTable(charts) : NO_NUMBERS)}
        controls={
          <>
            <NeighboursChoice value={neighbourhood} onChange={setNeighbourhood} />
            <FolderControls run={run} state={state} />
            <FolderStatus run={run} state={state} />
            {!state.isShown && photo.progress !== null && <WorkBar text="Measuring the windows" progress={photo.progress} onCancel={photo.cancel} />}
            {!state.isShown && photo.problem !== null && <p>{photo.problem}</p>}
          </>
        }
      />
    </div>
  );
}

function usePhotoCharts({ shown, geometry }: FigureInputs, neighbourhood: Neighbourhood) {
  const { layout, name } = shown.photo;
  const start = useCallback(() => analyseProxy(geometry, layout), [geometry, layout]);
  const { result, ...work } = useSlicedWork(start);
  // What is left of a former photo does not go with this one.
  const charts = useMemo(() => (result?.layout === layout ? chartPhoto(result, name, neighbourhood) : null), [result, layout, name, neighbourhood]);
  return { charts, ...work };
}

function useDrawing(charts: ProxyCharts | null) {
  const style = useFigureStyle();
  const view = useAppState((state) => state.settings.view);
  const { colourMap, opacity } = view;
  return useCallback(
    (width: number) => (charts ? drawCosineProxy(charts, { table: colourTable(colourMap), opacity, style }, width) : NOTHING),
    [charts, colourMap, opacity, style],
  );
}

function NeighboursChoice({ value, onChange }: { value: Neighbourhood; onChange: (value: Neighbourhood) => void }) {
  return (
    <Choice<'8' | '4'>
      label="Neighbours (hop = 1)"
      value={value === 8 ? '8' : '4'}
      options={[
        { value: '8', title: '8, a 3 × 3 window' },
        { value: '4', title: '4, Manhattan distance 1' },
      ]}
      onChange={(chosen) => onChange(chosen === '8' ? 8 : 4)}
    />
  );
}

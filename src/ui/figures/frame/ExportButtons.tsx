/**
 * Saves a figure: SVG and PNG with title, caption and settings, ready for a slide or a paper, and its numbers as CSV and JSON.
 */
import { use } from 'react';
import { Button } from 'react-aria-components';
import { toCsv, type DataTable } from '../../../core/figures/dataTable.ts';
import { useServices } from '../../AppContext.ts';
import { saveFile } from '../../saveFile.ts';
import { addNotice } from '../../../state/notices.ts';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { FigurePhoto, FigureViews } from '../drawing/FigureSurroundings.ts';
import type { SheetContent } from './FigureSheet.tsx';

interface ExportButtonsProps extends SheetContent {
  id: string;
  table: () => DataTable;
  plain: (() => unknown) | undefined;
}

/** Pixels of a PNG per unit of the drawing. */
const PNG_SCALE = 2;

export function ExportButtons({ id, table, plain, ...content }: ExportButtonsProps) {
  const { store } = useServices();
  const style = useFigureStyle();
  const photo = use(FigurePhoto);
  const views = use(FigureViews);

  async function drawSvg(): Promise<string> {
    const { renderSheet } = await import('./FigureSheet.tsx');
    return renderSheet(content, style, photo, views);
  }
  const save = (work: () => Promise<void>) => () => {
    work().catch((error: unknown) => {
      addNotice(store, 'problem', `The figure could not be saved: ${error instanceof Error ? error.message : String(error)}`);
    });
  };
  const saveSvg = async () => saveFile(`${id}.svg`, new Blob([await drawSvg()], { type: 'image/svg+xml' }));
  const savePng = async () => saveFile(`${id}.png`, await rasterize(await drawSvg()));
  const saveCsv = () => Promise.resolve(saveFile(`${id}.csv`, new Blob([toCsv(table())], { type: 'text/csv' })));
  const saveJson = (values: () => unknown) =>
    Promise.resolve(saveFile(`${id}.json`, new Blob([`${JSON.stringify(values(), null, 1)}\n`], { type: 'application/json' })));
  return (
    <>
      <Button className="button small" onPress={save(saveSvg)}>
        SVG
      </Button>
      <Button className="button small" onPress={save(savePng)}>
        PNG
      </Button>
      <Button className="button small" onPress={save(saveCsv)}>
        CSV
      </Button>
      {plain && (
        <Button className="button small" onPress={save(() => saveJson(plain))}>
          JSON
        </Button>
      )}
    </>
  );
}

/** Paints an SVG at twice its size. */
async function rasterize(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth * PNG_SCALE, image.naturalHeight * PNG_SCALE);
    const context = canvas.getContext('2d');
    if (!context) throw new Error('this browser gives no canvas of that size.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(address);
  }
}

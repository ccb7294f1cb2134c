/**
 * How a photo is cut into views before it is encoded, with the number of tokens that each way comes to.
 */
import { Switch } from 'react-aria-components';
import {
  countLayoutTokens,
  LAYOUT_PRESETS,
  type LayoutName,
  type LayoutPreset,
  MOST_TILES_A_SIDE,
  nameTiling,
  parseLayout,
} from '../../core/tokenLayouts.ts';
import { findEncoderGrid } from '../../state/encoderChoice.ts';
import { useAppState, useServices } from '../AppContext.ts';
import { Choice } from '../Choice.tsx';

const PRESET_TITLES: Record<LayoutPreset, string> = {
  'llava-1.5': 'LLaVA-1.5',
  'llava-next': 'LLaVA-NeXT',
  internvl3: 'InternVL3',
};

const PRESET_HINTS: Record<LayoutPreset, string> = {
  'llava-1.5': 'One view of the whole photo.',
  'llava-next': 'A base view of the whole photo, then 2 × 2 tiles, each an equal part of it.',
  internvl3: '2 × 2 tiles, then a thumbnail of the whole photo. 2 × 2 tokens are averaged to one, where InternVL3 concatenates them.',
};

const FIRST_TILING = nameTiling({ rows: 2, cols: 2 }, false);

export function LayoutPicker() {
  const { controller } = useServices();
  const value = useAppState((state) => state.settings.tokenLayout);
  const isForNext = useAppState((state) => state.shown !== null && state.shown.photo.tokenLayout === undefined);
  const rows = useAppState(({ encoder, settings }) => (encoder.description ?? findEncoderGrid(settings.encoder)).rows);
  const cols = useAppState(({ encoder, settings }) => (encoder.description ?? findEncoderGrid(settings.encoder)).cols);
  const preset = LAYOUT_PRESETS.find((known) => known === value);
  const free = preset ? FIRST_TILING : value;
  const count = (name: LayoutName) => `${countLayoutTokens(name, { rows, cols }).toLocaleString('en')} tokens`;
  const options = [
    ...LAYOUT_PRESETS.map((name) => ({ value: name as LayoutName, title: `${PRESET_TITLES[name]}, ${count(name)}` })),
    { value: free, title: `Free tiling, ${count(free)}` },
  ];
  return (
    <div className="token-layout">
      <Choice label="Token layout" value={value} options={options} onChange={(name) => void controller.setTokenLayout(name)} />
      {!preset && <TilingPicker value={value} />}
      <p className="hint">{preset ? PRESET_HINTS[preset] : 'Every tile is an equal part of the photo.'}</p>
      {isForNext && <p className="hint">For the next photo; what is on screen has a layout of its own.</p>}
    </div>
  );
}

const SIDES = Array.from({ length: MOST_TILES_A_SIDE }, (_, index) => index + 1);

/** Rows, cols and base view of a free tiling. */
function TilingPicker({ value }: { value: LayoutName }) {
  const { controller } = useServices();
  const tiling = parseLayout(value);
  if (!tiling?.tiles) return null;
  const { rows, cols } = tiling.tiles;
  const hasBase = tiling.overview === 'base';
  const change = (tiles: { rows: number; cols: number }, isWithBase: boolean) => void controller.setTokenLayout(nameTiling(tiles, isWithBase));
  return (
    <div className="tiling">
      <Choice label="Rows" value={String(rows)} options={listSides(cols)} onChange={(side) => change({ rows: Number(side), cols }, hasBase)} />
      <Choice label="Columns" value={String(cols)} options={listSides(rows)} onChange={(side) => change({ rows, cols: Number(side) }, hasBase)} />
      <Switch className="switch" isSelected={hasBase} onChange={(isWithBase) => change({ rows, cols }, isWithBase)}>
        <span className="switch-track" aria-hidden="true" />
        Base view
      </Switch>
    </div>
  );
}

/** What one side may be beside the other: a single tile would be no tiling. */
function listSides(other: number): { value: string; title: string }[] {
  return SIDES.filter((side) => side * other > 1).map((side) => ({ value: String(side), title: String(side) }));
}

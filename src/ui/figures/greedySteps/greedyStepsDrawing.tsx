/**
 * One step of the greedy order: two maps, the cosines of the pick, and where the step stands in the whole order.
 */
import type { Drawing } from '../drawing/Drawing.ts';
import { BARS_HEIGHT, CosineBars } from './CosineBars.tsx';
import { CURVE_HEIGHT } from './curveScales.ts';
import type { Film } from './film.ts';
import { PickLegend, pickLegendHeight } from './PickMark.tsx';
import { StepCurve } from './StepCurve.tsx';
import {
  frameHeight,
  MAP_SCALE,
  MAP_TITLE,
  MapPart,
  mapRemoved,
  mapResiduals,
  mapSimilarity,
  type MapOptions,
  type ResidualScale,
  type SecondMap,
} from './StepMaps.tsx';

export interface StepDrawingOptions extends MapOptions {
  scale: ResidualScale;
  second: SecondMap;
  onJump: (step: number) => void;
}

const GAP = 28;
/** Maps are no higher than this, whatever the shape of the photo. */
const TALLEST = 520;

interface Places {
  residuals: Place;
  second: Place;
  bars: Place;
  legend: Place;
  gains: Place;
  determinants: Place;
  height: number;
}

interface Place {
  x: number;
  y: number;
  width: number;
}

/** @param step from 0, less than the steps of the film that are ready */
export function drawStep(film: Film, step: number, options: StepDrawingOptions, width: number): Drawing {
  const places = width < 500 ? stack(options, width) : arrange(options, width);
  const residuals = mapResiduals(film, step, options.scale, options);
  const second = options.second === 'removed' ? mapRemoved(film, step, options) : mapSimilarity(film, step, options);
  const common = { film, step, onJump: options.onJump };
  const content = (
    <>
      <MapPart film={film} step={step} map={residuals} options={options} {...places.residuals} marksPicks />
      <MapPart film={film} step={step} map={second} options={options} {...places.second} />
      <PickLegend {...places.legend} />
      <CosineBars {...common} {...places.bars} />
      <StepCurve kind="gains" {...common} {...places.gains} />
      <StepCurve kind="determinants" {...common} {...places.determinants} />
    </>
  );
  return { height: places.height, content };
}

function fitMap(options: MapOptions, width: number): { width: number; height: number } {
  const height = frameHeight(options, width);
  const fitted = height > TALLEST ? (width * TALLEST) / height : width;
  return { width: fitted, height: MAP_TITLE + frameHeight(options, fitted) + MAP_SCALE };
}

/** On a phone everything stands below each other. */
function stack(options: MapOptions, width: number): Places {
  const map = fitMap(options, width);
  const legendTop = map.height + 8;
  const secondTop = legendTop + pickLegendHeight(width) + GAP;
  const gainTop = secondTop + map.height + GAP;
  const barsTop = gainTop + 2 * (CURVE_HEIGHT + GAP);
  return {
    residuals: { x: 0, y: 0, width: map.width },
    legend: { x: 0, y: legendTop, width },
    second: { x: 0, y: secondTop, width: map.width },
    gains: { x: 0, y: gainTop, width },
    determinants: { x: 0, y: gainTop + CURVE_HEIGHT + GAP, width },
    bars: { x: 0, y: barsTop, width },
    height: barsTop + BARS_HEIGHT,
  };
}

/** The residuals largest; the second map and the bars beside them, or the bars below where the maps need the width. */
function arrange(options: MapOptions, width: number): Places {
  const isWide = width >= 900;
  const barsWidth = isWide ? 250 : Math.min(width, 420);
  const room = isWide ? width - barsWidth - 2 * GAP : width - GAP;
  const large = fitMap(options, room * 0.6);
  const small = fitMap(options, room * 0.4);
  const legendWidth = isWide ? room * 0.4 : width;
  const legendTop = isWide ? small.height + 14 : large.height + 8;
  const mapsEnd = isWide ? Math.max(large.height, legendTop + pickLegendHeight(legendWidth), BARS_HEIGHT) : legendTop + pickLegendHeight(legendWidth);
  const curvesTop = mapsEnd + GAP;
  const half = (width - GAP) / 2;
  const barsTop = isWide ? 0 : curvesTop + CURVE_HEIGHT + GAP;
  return {
    residuals: { x: 0, y: 0, width: large.width },
    second: { x: room * 0.6 + GAP, y: 0, width: small.width },
    legend: { x: isWide ? room * 0.6 + GAP : 0, y: legendTop, width: legendWidth },
    bars: { x: isWide ? width - barsWidth : 0, y: barsTop, width: barsWidth },
    gains: { x: 0, y: curvesTop, width: half },
    determinants: { x: half + GAP, y: curvesTop, width: half },
    height: isWide ? curvesTop + CURVE_HEIGHT : barsTop + BARS_HEIGHT,
  };
}

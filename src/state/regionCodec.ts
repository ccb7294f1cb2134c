/**
 * Regions of interest and the plan of a sweep as values of a link: `0.1,0.2,0.3,0.4;0.6,0,0.4,0.5`.
 */
import { formatRegion, MOST_REGIONS, parseRegion, REGION_FORM, type Region } from '../core/regions.ts';
import type { Settings } from './settings.ts';

function encodeRegions(regions: readonly Region[]): string {
  return regions.map(formatRegion).join(';');
}

/** @returns null if a part is no box inside the photo, or there are too many */
function decodeRegions(text: string): Region[] | null {
  const regions = text === '' ? [] : text.split(';').map(parseRegion);
  const known = regions.filter((region) => region !== null);
  return known.length === regions.length && known.length <= MOST_REGIONS ? known : null;
}

export const REGIONS_FIELD = {
  key: 'regions',
  read: ({ regions }: Settings): string => encodeRegions(regions),
  write: (settings: Settings, text: string) => {
    const regions = decodeRegions(text);
    return regions ? { ...settings, regions } : { expected: `up to ${MOST_REGIONS} boxes ${REGION_FORM}` };
  },
};

/** Characters of numbers, ranges and the names of axes; what they say is read where the sweep is. */
const PLAN_TEXT = /^[\w.,:;=\-− ×]{0,300}$/;

export const SWEEP_FIELD = {
  key: 'sweep',
  read: ({ sweep }: Settings): string => sweep,
  write: (settings: Settings, sweep: string) =>
    PLAN_TEXT.test(sweep) ? { ...settings, sweep } : { expected: 'values such as tau=0.1:0.9:0.1;gamma=1,5,10' },
};

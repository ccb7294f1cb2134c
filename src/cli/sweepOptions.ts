/**
 * The options of a tuning sweep.
 */
import { MOST_REGIONS, parseRegion, REGION_FORM, type Region } from '../core/regions.ts';
import type { ScriptParameters } from '../core/script/scriptSelection.ts';
import { InputError } from './inputError.ts';

export const SWEEP_USAGE = `  --sweep PLAN            read-outs of every cell of a grid instead, as "tau=0.1:0.9:0.1;gamma=1,5,10;p=0.5;m=16:192:x12":
                          lists, from:to:step or from:to:xN for N values; a FILE.csv of --out makes it a table
  --image-dir FOLDER      sweep all images of a folder
  --region x,y,w,h        with --sweep: a box in shares of the photo whose tokens should survive; may be repeated`;

export interface SweepOptions {
  kind: 'sweep';
  /** As `parsePlan` reads it. */
  sweep: string;
  /** Parameters that the plan does not name; scope may depend on the number of views. */
  parametersFor(views: number): Omit<ScriptParameters, 'budget'>;
  regions: Region[];
  /** At least one; an empty one is none. */
  questions: string[];
}

/** @throws InputError that names the option, what it was and what it must be */
export function readRegions(texts: readonly string[]): Region[] {
  if (texts.length > MOST_REGIONS) throw new InputError(`There are ${texts.length} times --region; at most ${MOST_REGIONS} are taken.`);
  return texts.map((text) => {
    const region = parseRegion(text);
    if (!region) throw new InputError(`--region is "${text}"; it must be ${REGION_FORM}.`);
    return region;
  });
}

/** What does not go with a sweep, or only with one. */
export interface SweepCompanions {
  sweep?: string;
  method?: string;
  compare?: string;
  'order-length'?: string;
  'image-dir'?: string;
  region?: string[];
  question?: string[];
}

/** @throws InputError for options that do not go together */
export function checkCompanions(values: SweepCompanions): void {
  if (values.sweep === undefined) {
    if (values['image-dir'] !== undefined) throw new InputError('--image-dir needs --sweep; for one photo give --image photo.jpg.');
    if (values.region !== undefined) throw new InputError('--region needs --sweep.');
    if ((values.question ?? []).length > 1) throw new InputError('--question is given more than once; only --sweep asks several.');
    return;
  }
  for (const option of ['method', 'compare', 'order-length'] as const) {
    if (values[option] !== undefined) throw new InputError(`--${option} does not go with --sweep, which varies Script’s own parameters.`);
  }
}

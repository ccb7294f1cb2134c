/**
 * How the four kinds of tokens look where GSP's set meets the greedy order; hues as fates have them on the rest of the page.
 */
import { MEETINGS, type Meeting } from '../../../core/figures/intersection.ts';
import { FATE_STYLES } from '../../paint/fateColours.ts';
import type { Rgb } from '../../paint/layers.ts';

export interface MeetingStyle {
  title: string;
  explanation: string;
  kept: boolean;
  /** null fades to the page. */
  rgb: Rgb | null;
  /** Share of the hue over the photo. */
  opacity: number;
}

export const MEETING_STYLES: Record<Meeting, MeetingStyle> = {
  both: { title: 'In both', explanation: 'survive GSP, among the first m picks', kept: true, rgb: FATE_STYLES.both.rgb, opacity: 0.6 },
  supplement: {
    title: 'Supplement',
    explanation: 'taken after the first m picks, until there are m tokens',
    kept: true,
    rgb: FATE_STYLES.extended.rgb,
    opacity: 0.6,
  },
  'dpp-only': { title: 'DPP only', explanation: 'among the first m picks, but dropped by GSP', kept: false, rgb: FATE_STYLES.redundant.rgb, opacity: 0.8 },
  'gsp-only': { title: 'GSP only', explanation: 'survive GSP, but the budget was full first', kept: false, rgb: FATE_STYLES.unreached.rgb, opacity: 0.8 },
  neither: { title: 'Neither', explanation: 'dropped by GSP, and not among the first m picks', kept: false, rgb: null, opacity: 0.9 },
};

/** The colour of a kind as drawings write it. */
export function meetingColour(meeting: Meeting, page: Rgb): string {
  return `rgb(${(MEETING_STYLES[meeting].rgb ?? page).join(', ')})`;
}

/** u8[n * 4], RGBA. */
export function meetingPixels(classes: Uint8Array, page: Rgb): Uint8ClampedArray {
  const pixels = new Uint8ClampedArray(classes.length * 4);
  classes.forEach((code, token) => {
    const { rgb, opacity } = MEETING_STYLES[MEETINGS[code]];
    pixels.set([...(rgb ?? page), opacity * 255], token * 4);
  });
  return pixels;
}

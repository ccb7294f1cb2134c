/**
 * The shape of the panels' images.
 */

interface Size {
  /** In source pixels. */
  width: number;
  height: number;
}

/** A longer picture would be a hairline in its panel, and the labels of the colour bar beside it would overlap. */
const LONGEST_ASPECT = 8;

/** Width over height of a panel's image: the picture's own, at most 8:1 and at least 1:8. */
export function panelAspect({ width, height }: Size): number {
  return Math.min(Math.max(width / height, 1 / LONGEST_ASPECT), LONGEST_ASPECT);
}

/** Whether a panel shows the picture in another shape than its own. */
export function isStretched(size: Size): boolean {
  return panelAspect(size) !== size.width / size.height;
}

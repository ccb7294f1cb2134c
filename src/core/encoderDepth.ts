/**
 * Blocks of a vision encoder by depth. Methods name blocks of LLaVA's CLIP (ViT-L/14, 24 blocks, from 0); in an encoder of
 * another length the block at the same relative depth stands in for them.
 */

const BLOCKS_OF_CLIP = 24;

/** The block of CLIP whose class attention shows local detail (VScan). */
export const LOCAL_BLOCK = 5;
/** The block of CLIP in which objects receive the most attention (HiPrune). */
export const OBJECT_BLOCK = 8;

/**
 * The block of an encoder with `blocks` blocks that lies as deep as block `index` of CLIP: round(index / 23 (blocks - 1)),
 * so that the first stays the first and the last the last.
 * @throws RangeError if `index` is none of CLIP's blocks, or `blocks` no positive whole number
 */
export function scaleBlock(index: number, blocks: number): number {
  if (!Number.isInteger(index) || index < 0 || index >= BLOCKS_OF_CLIP) {
    throw new RangeError(`CLIP has blocks 0 to ${BLOCKS_OF_CLIP - 1}, asked for block ${index}.`);
  }
  if (!Number.isInteger(blocks) || blocks < 1) throw new RangeError(`An encoder has at least 1 block, got ${blocks}.`);
  return Math.round((index / (BLOCKS_OF_CLIP - 1)) * (blocks - 1));
}

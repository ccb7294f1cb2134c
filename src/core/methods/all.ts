/**
 * One line for every pruning method there is.
 */
export { cdpruner } from './cdpruner.ts';
export { classAttention } from './classAttention.ts';
export { dart } from './dart.ts';
export { divprune } from './divprune.ts';
export { dppOnly } from './dppOnly.ts';
export { fastv } from './fastv.ts';
export { gspOnly } from './gspOnly.ts';
export { hiprune } from './hiprune.ts';
export { holov } from './holov.ts';
export { mmtok } from './mmtok.ts';
export { prumerge } from './prumerge.ts';
export { prumergePlus } from './prumergePlus.ts';
export { pyramiddrop } from './pyramiddrop.ts';
export { random } from './random.ts';
export { relevanceOnly } from './relevanceOnly.ts';
export { saint } from './saint.ts';
export { script } from './script.ts';
export { scriptReleased } from './scriptReleased.ts';
export { sparsevlm } from './sparsevlm.ts';
export { spatialPooling } from './spatialPooling.ts';
export { tome } from './tome.ts';
export { trim } from './trim.ts';
export { uniformGrid } from './uniformGrid.ts';
export { visionzip } from './visionzip.ts';
export { vispruner } from './vispruner.ts';
export { vscan } from './vscan.ts';

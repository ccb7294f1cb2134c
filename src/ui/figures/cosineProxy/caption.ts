import type { Neighbourhood } from '../../../core/figures/neighbourRedundancy.ts';
import { countImages, type ProxyCharts } from './proxyCharts.ts';

/** What the charts show, how it was computed, and where the paper differs. */
export function writeCaption(charts: ProxyCharts | null, neighbourhood: Neighbourhood): string {
  const sentences = [
    'Cosines of raw vision tokens, compared inside one view only.',
    '(a) All pairs by Manhattan distance; marked is the lowest mean among the distances with at least one pair per token.',
    `(b) Each token with its ${neighbourhood} neighbours, and as many pairs of others drawn at random with a fixed seed.`,
    '(c) Tokens of the 3 × 3 window, projected onto their first principal component, in 20 bins from the lowest to the highest score; 10⁻⁸ is added to every share.',
    'The bins follow the range of each window, so the entropy tells how evenly its tokens spread, and not how far; at the border windows are smaller and the entropy is lower for that alone.',
    charts?.isFolder ? '(e) Tokens of all images by cell, darker for more; the dashed line is the line of least squares.' : '(e) One point per token, a ring at the border; the dashed line is the line of least squares.',
    ...(charts?.isFolder ? describeFolder(charts) : ['The paper shows one photo and means over 10,000 COCO images.']),
  ];
  return sentences.join(' ');
}

function describeFolder({ names, maps }: ProxyCharts): string[] {
  const alike = maps.images === names.length ? 'all of them' : `the ${maps.images} with the grid of the first one`;
  return [`Added up over ${countImages(names.length)}, the maps over ${alike}; (f) the correlations of every single image. The paper has 10,000 COCO images.`];
}

/**
 * Embeds the classifier's vocabulary into the space of the sentence encoder.
 */
import type { SentenceEncoder } from '../../src/encoders/sentenceEncoder.ts';
import { toUnit } from '../../src/encoders/sentenceEncoder.ts';
import type { LabelEmbeddings } from './visionModel.ts';

/** The labels in the order of the classifier's outputs, with spaces for underscores. */
export function readLabels(json: Uint8Array): string[] {
  const byIndex = JSON.parse(new TextDecoder().decode(json)) as Record<string, string>;
  return Object.keys(byIndex).map((_, index) => {
    const label = byIndex[index];
    if (label === undefined) throw new Error(`The label list has no entry ${index}.`);
    return label.replaceAll('_', ' ');
  });
}

/**
 * Unit embeddings of "a photo of a {label}", centred by their mean and scaled to unit rows again. Centring takes away what
 * all such sentences share, which otherwise makes every question similar to every label.
 */
export async function embedLabels(encoder: SentenceEncoder, labels: string[]): Promise<{ mean: Float32Array; centred: LabelEmbeddings }> {
  const rows: Float32Array[] = [];
  for (const label of labels) rows.push(toUnit((await encoder.embed(`a photo of a ${label}`)).mean));
  const dimensions = rows[0].length;
  const mean = Float32Array.from({ length: dimensions }, (_, j) => rows.reduce((sum, row) => sum + row[j], 0) / rows.length);
  const data = new Float32Array(rows.length * dimensions);
  for (const [index, row] of rows.entries()) {
    data.set(toUnit(row.map((value, j) => value - mean[j])), index * dimensions);
  }
  return { mean, centred: { labels: rows.length, dimensions, data } };
}

/**
 * Measures how far the stored 8- and 16-bit weights move the relevance maps from those of the original float32 weights.
 */
import { join } from 'node:path';
import { readdir, readFile } from 'node:fs/promises';
import { decodeImageFile } from '../../src/cli/decodeImageFile.ts';
import { computeRelevance } from '../../src/core/reference/relevance.ts';
import type { Encoder } from '../../src/encoders/encoder.ts';
import { createStarterEncoder } from '../../src/encoders/starter.ts';
import { embedVocabulary, readStarterSources } from './starter.ts';
import { buildVisionModel } from './visionModel.ts';

const QUESTIONS = [
  'Is there a space shuttle?',
  'Where is the cup of coffee?',
  'Is there a cat?',
  'Where is the rocket?',
  'Where are the boats?',
  'Is there an airplane?',
  'Where are the mountains?',
  'What is the person wearing?',
];
const LEAST_CORRELATION = 0.99;

export interface VerifyFolders {
  cache: string;
  starter: string;
  samples: string;
}

/** Prints the Pearson correlation of every photo's maps; exit status 1 if one is below 0.99. */
export async function verifyStarter({ cache, starter, samples }: VerifyFolders): Promise<number> {
  const loadStored = (name: string) => readFile(join(starter, name));
  const sources = await readStarterSources(cache);
  const { centred } = await embedVocabulary(sources);
  const original = buildVisionModel(sources.weights, centred, () => 'float32');
  const stored = await createStarterEncoder({ engine: 'wasm', loadFile: loadStored });
  const reference = await createStarterEncoder({
    engine: 'wasm',
    loadFile: async (name) => (name === 'vision.onnx' ? original : loadStored(name)),
  });

  const queries = await Promise.all(QUESTIONS.map(async (question) => stored.encodeText(question)));
  let worst = 1;
  for (const file of (await readdir(samples)).filter((name) => name !== 'manifest.json')) {
    const path = join(samples, file);
    const [actual, expected] = [await encodeJoint(stored, path), await encodeJoint(reference, path)];
    const correlations = queries.map(({ pooled = new Float32Array() }) =>
      correlate(mapRelevance(actual, pooled), mapRelevance(expected, pooled)),
    );
    worst = Math.min(worst, ...correlations);
    console.log(`${file}: ${correlations.map((value) => value.toFixed(4)).join(' ')}`);
  }
  await stored.destroy();
  await reference.destroy();
  console.log(`smallest correlation ${worst.toFixed(4)}, required ${LEAST_CORRELATION}`);
  return worst >= LEAST_CORRELATION ? 0 : 1;
}

async function encodeJoint(encoder: Encoder, path: string): Promise<Float32Array> {
  const { joint } = await encoder.encodeView(await decodeImageFile(path));
  if (!(joint instanceof Float32Array)) throw new Error('The joint embeddings stayed on the device, expected them in memory.');
  return joint;
}

/** Cosine of every cell with the query. */
function mapRelevance(joint: Float32Array, query: Float32Array): Float64Array {
  const { raw } = computeRelevance(joint, joint.length / query.length, query.length, { rows: 1, data: query }, false);
  if (raw === null) throw new Error('The reference gave no raw relevance for a query of one row.');
  return raw;
}

/** Pearson's correlation. */
export function correlate(a: Float64Array, b: Float64Array): number {
  const [meanA, meanB] = [average(a), average(b)];
  let [varianceA, varianceB, covariance] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const [deviationA, deviationB] = [value - meanA, b[index] - meanB];
    varianceA += deviationA * deviationA;
    varianceB += deviationB * deviationB;
    covariance += deviationA * deviationB;
  }
  return covariance / Math.sqrt(varianceA * varianceB);
}

function average(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

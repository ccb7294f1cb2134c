/**
 * manifest.json of the starter model: its files, its vocabulary and where it comes from.
 */
import * as v from 'valibot';

const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const FileRecord = v.object({ name: v.string(), bytes: v.number(), sha256: Sha256 });
export type FileRecord = v.InferOutput<typeof FileRecord>;

export const StarterManifest = v.object({
  /** Hash of the code and inputs that built the files. */
  build: v.string(),
  files: v.array(FileRecord),
  /** The classifier's vocabulary in the order of its outputs. */
  labels: v.array(v.string()),
  /** f32[384], mean of the labels' unit sentence embeddings; questions are centred by it. */
  labelMean: v.array(v.number()),
  /** What the files were made from. */
  credits: v.array(v.object({ title: v.string(), author: v.string(), licence: v.string(), source: v.string() })),
});
export type StarterManifest = v.InferOutput<typeof StarterManifest>;

/** @throws Error if the bytes are no manifest of this format. */
export function parseStarterManifest(bytes: Uint8Array): StarterManifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Error('The starter model\'s manifest is no JSON; run "npm start" to prepare the model again.', { cause });
  }
  const result = v.safeParse(StarterManifest, value);
  if (!result.success) {
    throw new Error(`The starter model's manifest has an unknown format (${v.summarize(result.issues)}); run "npm start" to prepare the model again.`);
  }
  return result.output;
}

/**
 * What is read of a model's config.json; every entry may be missing there.
 */
import * as v from 'valibot';

export interface ModelConfig {
  /** The library's name of the architecture, such as clip or siglip2. */
  modelType: string | null;
  /** Side of a patch in pixels. */
  patchSize: number | null;
  /** Most ids that the text model reads. */
  window: number | null;
  padId: number | null;
}

export const EMPTY_CONFIG: ModelConfig = { modelType: null, patchSize: null, window: null, padId: null };

const Count = v.nullish(v.pipe(v.number(), v.integer(), v.minValue(1)));
const ConfigFile = v.pipe(
  v.unknown(),
  v.check((value) => !Array.isArray(value), 'Invalid type: Expected Object but received Array'),
  v.looseObject({
    model_type: v.nullish(v.string()),
    patch_size: Count,
    vision_config: v.nullish(v.looseObject({ patch_size: Count })),
    text_config: v.nullish(v.looseObject({ max_position_embeddings: Count, pad_token_id: v.nullish(v.number()) })),
  }),
);

/** @throws Error in one sentence if the bytes are no config.json of a model */
export function parseModelConfig(bytes: Uint8Array): ModelConfig {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Error('The config.json is no JSON; choose the file that belongs to the model.', { cause });
  }
  const result = v.safeParse(ConfigFile, value);
  if (!result.success) {
    throw new Error(`The config.json has an unknown format (${v.summarize(result.issues)}); choose the file that belongs to the model.`);
  }
  const { model_type: modelType, patch_size: patchSize, vision_config: vision, text_config: text } = result.output;
  return {
    modelType: modelType ?? null,
    patchSize: vision?.patch_size ?? patchSize ?? null,
    window: text?.max_position_embeddings ?? null,
    padId: text?.pad_token_id ?? null,
  };
}

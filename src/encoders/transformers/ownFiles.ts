/**
 * Sorts the model files that a person opened: which is the vision model, which the text model, what belongs to them.
 */
import { readOnnxFile } from '../graft/onnxFile.ts';
import { parseModelConfig } from './modelConfig.ts';
import { POOLED_OUTPUTS } from './textEncoder.ts';
import type { TextFamily } from './tokenizer.ts';
import type { TransformersFamily, TransformersFiles } from './transformersEncoder.ts';

export interface OwnFile {
  name: string;
  bytes: Uint8Array;
}

export interface OwnModel {
  family: TransformersFamily;
  files: TransformersFiles;
  /** Name of the vision model's file. */
  title: string;
}

const FAMILIES = Object.keys(POOLED_OUTPUTS) as TextFamily[];

/**
 * Recognizes .onnx files by their inputs and the others by their names.
 * @throws Error in one sentence if something needed is missing, given twice, or of no use here
 */
export function sortOwnFiles(files: OwnFile[]): OwnModel {
  const models = files.filter(({ name }) => /\.onnx$/i.test(name)).map((file) => ({ file, kind: recognize(file) }));
  const vision = pickOne(models.filter(({ kind }) => kind === 'vision').map(({ file }) => file), 'vision models');
  const text = pickOne(models.filter(({ kind }) => kind === 'text').map(({ file }) => file), 'text models');
  if (!vision) {
    throw new Error(
      `No vision model was opened (${files.map(({ name }) => name).join(', ')}); choose its .onnx file, for example vision_model.onnx, ` +
        'together with preprocessor_config.json.',
    );
  }
  const [tokenizer, preprocessor, config] = ['tokenizer.json', 'preprocessor_config.json', 'config.json'].map((name) =>
    pickOne(files.filter((file) => file.name.toLowerCase() === name), name),
  );
  if (!preprocessor) {
    throw new Error(`${vision.name} came without preprocessor_config.json, which says how photos are prepared for it; open both together.`);
  }
  return {
    family: text ? recognizeFamily(text, config) : 'dino',
    title: vision.name,
    files: {
      vision: () => Promise.resolve(vision.bytes),
      preprocessor: () => Promise.resolve(preprocessor.bytes),
      ...(text && { text: () => Promise.resolve(text.bytes) }),
      ...(tokenizer && { tokenizer: () => Promise.resolve(tokenizer.bytes) }),
      ...(config && { config: () => Promise.resolve(config.bytes) }),
    },
  };
}

function recognize({ name, bytes }: OwnFile): 'vision' | 'text' {
  const { inputs } = readNamed(name, bytes);
  const seesPixels = inputs.some(({ rank }) => rank === 4);
  const readsIds = inputs.some((input) => input.name === 'input_ids');
  if (seesPixels !== readsIds) return seesPixels ? 'vision' : 'text';
  throw new Error(
    `${name} takes ${inputs.map((input) => input.name).join(', ')}; expected a vision model (one input of pixels) or a text model ` +
      '(input_ids). Choose the separate vision_model and text_model exports.',
  );
}

function readNamed(name: string, bytes: Uint8Array): ReturnType<typeof readOnnxFile> {
  try {
    return readOnnxFile(bytes);
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** SigLIP and CLIP cut questions into different pieces. Their text models differ in their outputs; config.json breaks a tie. */
function recognizeFamily({ name, bytes }: OwnFile, config: OwnFile | null): TextFamily {
  const { outputs } = readNamed(name, bytes);
  const fitting = FAMILIES.filter((family) => outputs.includes(POOLED_OUTPUTS[family]));
  const type = config && parseModelConfig(config.bytes).modelType;
  const named = FAMILIES.find((family) => type?.startsWith(family)) ?? null;
  if (fitting.length === 0 || (named && !fitting.includes(named))) {
    const expected = FAMILIES.map((family) => `${POOLED_OUTPUTS[family]} (${family})`).join(' or ');
    const claim = named ? `, and config.json says the model is "${type}"` : '';
    throw new Error(`${name} gives ${outputs.join(', ')}${claim}; expected ${expected}. Open the vision model alone to see redundancy.`);
  }
  if (fitting.length === 1) return fitting[0];
  if (named) return named;
  const given = fitting.map((family) => POOLED_OUTPUTS[family]).join(' and ');
  throw new Error(`${name} gives ${given}, so it may be of ${fitting.join(' or ')}; open the config.json that says which, too.`);
}

function pickOne(found: OwnFile[], what: string): OwnFile | null {
  if (found.length > 1) throw new Error(`${found.length} ${what} were opened (${found.map(({ name }) => name).join(', ')}); open one at a time.`);
  return found[0] ?? null;
}

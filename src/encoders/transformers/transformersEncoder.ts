/**
 * Off-the-shelf CLIP, SigLIP and DINO models: ONNX exports of the transformers library with their configuration files.
 *
 * Checked on small random models with the graphs of such exports; nothing here was tried on the files of the hub.
 */
import { parsePreprocessConfig } from '../../core/preprocessConfig.ts';
import { defaultInvert } from '../defaultInvert.ts';
import type { Encoder, EncoderDescription, ReportProgress } from '../encoder.ts';
import { DEFAULT_ENCODER_OPTIONS, type EncoderOptions } from '../encoderOptions.ts';
import { rememberSuccess } from '../rememberSuccess.ts';
import type { Engine } from '../session.ts';
import { EMPTY_CONFIG, parseModelConfig } from './modelConfig.ts';
import { createTextEncoder } from './textEncoder.ts';
import { createVisionEncoder, type VisionEncoder } from './visionEncoder.ts';

/** `dino` stands for every vision-only model. */
export type TransformersFamily = 'clip' | 'siglip' | 'dino';

/** Gives a file's bytes; called when they are needed, and not again once they were used with success. */
export type FileLoader = () => Promise<Uint8Array>;

export interface TransformersFiles {
  /** vision_model.onnx */
  vision: FileLoader;
  /** text_model.onnx; a question needs it and the tokenizer. */
  text?: FileLoader;
  /** tokenizer.json */
  tokenizer?: FileLoader;
  /** preprocessor_config.json */
  preprocessor: FileLoader;
  /** config.json: the text window, the padding, and the patch size of models without a patch convolution. */
  config?: FileLoader;
}

export interface TransformersSources {
  id: string;
  title: string;
  provenance: string;
  /** Engine of the vision model; the text model always runs on the wasm engine. */
  engine: Engine;
  /** Needed for webgpu; tokens and joint embeddings then stay on this device. */
  device?: GPUDevice;
  family: TransformersFamily;
  files: TransformersFiles;
  options?: Partial<EncoderOptions>;
  report?: ReportProgress;
}

/**
 * Opens the encoder: the vision model at once, the text model with the first question.
 * @throws Error in one sentence if a file is not what it should be
 */
export async function createTransformersEncoder(sources: TransformersSources): Promise<Encoder> {
  const { engine, device, family, files, report = () => undefined } = sources;
  const options = { ...DEFAULT_ENCODER_OPTIONS, ...sources.options };
  const preprocess = parsePreprocessConfig(await files.preprocessor());
  const config = files.config ? parseModelConfig(await files.config()) : EMPTY_CONFIG;
  const model = await files.vision();
  report('Starting the vision model', null);
  const vision = await createVisionEncoder({
    model,
    engine,
    device,
    preprocess,
    framing: options.framing === 'model' ? preprocess.framing : options.framing,
    patchSize: config.patchSize,
    tokensFrom: options.tokensFrom,
    relevanceSource: family === 'dino' ? null : options.relevanceSource,
    attentionBlock: options.attentionBlock,
  });

  const silence = explainSilence(sources, vision);
  const text = rememberSuccess(async () => {
    if (silence !== null || family === 'dino' || !files.text || !files.tokenizer) {
      throw new Error(silence ?? 'The model has no text side.');
    }
    const [textModel, tokenizerJson] = await Promise.all([files.text(), files.tokenizer()]);
    report('Starting the text model', null);
    return createTextEncoder({ family, model: textModel, tokenizerJson, limits: config });
  });

  return {
    describe: () => describe(sources, options, vision, silence),
    encodeView: (image) => vision.encode(image),
    encodeText: async (question) => (await text.get()).encode(question),
    async destroy() {
      await vision.release();
      await (await text.peek())?.release();
    },
  };
}

/** Why a question has no effect; null if it has one. */
function explainSilence({ files }: TransformersSources, { gives, graph, joint }: VisionEncoder): string | null {
  if (joint === null) return 'No text model belongs to this vision model here, so a question has no effect and QCSP is off.';
  if (!gives.has(joint)) return graph.missing[joint] ?? 'This file does not show its tokens in the space shared with text, so a question has no effect.';
  if (!files.text || !files.tokenizer) {
    return `No ${files.text ? 'tokenizer.json' : 'text model'} was opened with this vision model, so a question has no effect; add it to see relevance.`;
  }
  return null;
}

function describe(
  { id, title, provenance, family }: TransformersSources,
  { relevanceSource }: EncoderOptions,
  { rows, cols, d, e, joint, gives, notes }: VisionEncoder,
  silence: string | null,
): EncoderDescription {
  return {
    id,
    title,
    provenance,
    rows,
    cols,
    d,
    e,
    gives: { textRelevance: silence === null, classAttention: gives.has('classAttention'), projection: joint !== null && gives.has(joint) },
    invert: defaultInvert(family, relevanceSource),
    notes: [...new Set([...notes, ...(silence === null ? [] : [silence])])],
  };
}

/**
 * The starter encoder: a dilated ResNet-50 whose cells are tokens, joined to MiniLM sentence embeddings by its labels.
 */
import { resizeImage } from '../core/resize.ts';
import { defaultInvert } from './defaultInvert.ts';
import type { EncodedText, EncodedView, Encoder, EncoderDescription, ReportProgress, RgbaImage } from './encoder.ts';
import { rememberSuccess } from './rememberSuccess.ts';
import { createSentenceEncoder, type SentenceEmbedding, type SentenceEncoder, toUnit, WINDOW } from './sentenceEncoder.ts';
import { type Engine, inMemory, loadRuntime, type Session } from './session.ts';
import { parseStarterManifest, type StarterManifest } from './starterManifest.ts';

export interface StarterOptions {
  /** Engine of the vision model; the text model always runs on the wasm engine. */
  engine: Engine;
  /** Needed for webgpu; the tokens then stay on this device. */
  device?: GPUDevice;
  /** Gives a file of the starter folder by name: manifest.json, vision.onnx, text.onnx or tokenizer.json. */
  loadFile: (name: string) => Promise<Uint8Array>;
  report?: ReportProgress;
}

/** Pixels along a side of what one cell stands for. */
const CELL_PIXELS = 16;
/** 24 x 24 cells. */
const PHOTO_SIDE = 384;
/** 27 x 27 cells, as SigLIP so400m at 384 pixels has: a frame of LLaVA-Video is 13 x 13 tokens. */
const FRAME_SIDE = 432;
const WIDTHS = { d: 2048, e: 384 };

const DESCRIPTION: EncoderDescription = {
  id: 'starter',
  title: 'Starter (ResNet-50 + MiniLM)',
  provenance: 'ResNet-50 (ImageNet, dilated last stage) with label embeddings of all-MiniLM-L6-v2; 1000-label vocabulary, not CLIP',
  ...gridOf(PHOTO_SIDE),
  ...WIDTHS,
  gives: { textRelevance: true, classAttention: false, projection: true },
  invert: defaultInvert('starter', 'paper'),
  notes: ['It has no class token; a class-activation map stands in for its attention.'],
};

/** ImageNet means of blue, green and red that Keras subtracts. */
const MEANS = [103.939, 116.779, 123.68];
const CAPTION_LABELS = 5;

/**
 * Opens the encoder; its two models are loaded separately, each when first needed, so that neither waits for the other.
 * On webgpu `tokens` and `joint` are device tensors whose GPUBuffers belong to the caller, who destroys them.
 */
export async function createStarterEncoder(options: StarterOptions): Promise<Encoder> {
  const { engine, device, loadFile, report = () => undefined } = options;
  const manifest = parseStarterManifest(await loadFile('manifest.json'));
  const labelMean = Float32Array.from(manifest.labelMean);

  const vision = rememberSuccess(async () => {
    const [runtime, model] = await Promise.all([loadRuntime({ engine, device }), loadFile('vision.onnx')]);
    report('Starting the vision model', null);
    return runtime.createSession({ model, engine, outputsOnDevice: ['tokens', 'joint'] });
  });
  const text = rememberSuccess(async () => {
    const [runtime, model, tokenizer] = await Promise.all([
      loadRuntime({ engine, device }),
      loadFile('text.onnx'),
      loadFile('tokenizer.json'),
    ]);
    report('Starting the text model', null);
    const session = await runtime.createSession({ model, engine: 'wasm' });
    return { session, encoder: createSentenceEncoder(session, tokenizer) };
  });

  return {
    describe: () => DESCRIPTION,
    encodeView: async (image) => encodeView(await vision.get(), manifest, image, PHOTO_SIDE),
    encodeFrame: async (image) => encodeView(await vision.get(), manifest, image, FRAME_SIDE),
    encodeText: async (question) => encodeText((await text.get()).encoder, labelMean, question),
    async destroy() {
      await (await vision.peek())?.release();
      await (await text.peek())?.session.release();
    },
  };
}

/** Cells along both sides of an image of side x side pixels. */
function gridOf(side: number): { rows: number; cols: number } {
  return { rows: side / CELL_PIXELS, cols: side / CELL_PIXELS };
}

async function encodeView(session: Session, manifest: StarterManifest, image: RgbaImage, side: number): Promise<EncodedView> {
  const { tokens, joint, classActivation, classProbabilities } = await session.run({
    pixels: { type: 'float32', data: preprocess(image, side), dims: [1, 3, side, side] },
  });
  const { rows, cols } = gridOf(side);
  return {
    rows,
    cols,
    ...WIDTHS,
    tokens: tokens.data,
    joint: joint.data,
    extras: { classActivation: { shape: [rows * cols], data: inMemory('classActivation', classActivation) } },
    labels: findBestLabels(inMemory('classProbabilities', classProbabilities), manifest.labels),
  };
}

/** The whole photo stretched to a square: f32[3, side, side], planes B, G, R minus their means. */
function preprocess(image: RgbaImage, side: number): Float32Array {
  const planes = resizeImage(image, side, side, 'bicubic');
  const area = side * side;
  const pixels = new Float32Array(planes.length);
  for (const [channel, mean] of MEANS.entries()) {
    const source = (2 - channel) * area;
    for (let i = 0; i < area; i++) pixels[channel * area + i] = planes[source + i] - mean;
  }
  return pixels;
}

/**
 * The question in the space of the joint embeddings, which is MiniLM's minus the labels' mean c.
 * With token states h_i (word pieces, [CLS] and [SEP]) and s = 1 / |mean of h_i|:
 * `pooled` = unit(s mean(h_i) - c), the centred unit sentence embedding, as the labels were embedded;
 * `embeddings` = rows s h_i - c of the word pieces only, in step with `pieces`, so that their plain mean (Eq. 3) lies in the
 * same space and on the same scale and differs from `pooled` only by leaving out [CLS] and [SEP].
 */
async function encodeText(encoder: SentenceEncoder, labelMean: Float32Array, question: string): Promise<EncodedText> {
  const sentence = await encoder.embed(question);
  if (sentence.pieces.length === 0) {
    throw new Error(`The question "${question}" holds 0 word pieces, expected at least 1; type a word, or clear the question for pure diversity.`);
  }
  return {
    embeddings: centreStates(sentence, labelMean),
    pooled: toUnit(toUnit(sentence.mean).map((value, j) => value - labelMean[j])),
    pieces: sentence.pieces,
    truncated: sentence.truncated,
    window: WINDOW,
    notes: [],
  };
}

function centreStates({ states, mean, dimensions, pieces }: SentenceEmbedding, labelMean: Float32Array): EncodedText['embeddings'] {
  const scale = 1 / Math.hypot(...mean);
  // The first row is [CLS].
  const words = states.subarray(dimensions, dimensions * (1 + pieces.length));
  return { rows: pieces.length, cols: dimensions, data: words.map((value, index) => value * scale - labelMean[index % dimensions]) };
}

function findBestLabels(probabilities: Float32Array, labels: string[]): EncodedView['labels'] {
  return [...probabilities.keys()]
    .toSorted((a, b) => probabilities[b] - probabilities[a])
    .slice(0, CAPTION_LABELS)
    .map((index) => ({ label: labels[index], share: probabilities[index] }));
}

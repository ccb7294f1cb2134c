/**
 * Makes the starter model's files from the two packages that hold its weights.
 */
import { createSentenceEncoder } from '../../src/encoders/sentenceEncoder.ts';
import { loadRuntime } from '../../src/encoders/session.ts';
import type { Generated } from './assetFolder.ts';
import { type KerasWeights, readKerasWeights } from './kerasWeights.ts';
import { embedLabels, readLabels } from './labels.ts';
import { MINILM, readPackage, RESNET, takeFile } from './tarballs.ts';
import { buildVisionModel, type LabelEmbeddings, type Storage } from './visionModel.ts';

const MINILM_FOLDER = 'package/models/Xenova/all-MiniLM-L6-v2';
const RESNET_FOLDER = 'package/ResNet50';
const LABELS = 'package/assets/labels.json';

/**
 * 8 bits for the last stage and the classifier, which hold two thirds of the weights; 16 before them, because early
 * rounding errors grow on their way through the network. All in 8 bits, relevance maps correlate only to 0.955 with those
 * of the original weights (`--verify`); all in 16, the files would exceed 60 MB.
 */
function chooseStorage(layer: string): Storage {
  return layer.startsWith('res5') || layer === 'fc1000' ? 'int8' : 'float16';
}

/** Everything the vision model is made from. */
export interface StarterSources {
  weights: KerasWeights;
  labels: string[];
  text: { model: Uint8Array; tokenizer: Uint8Array };
}

export async function readStarterSources(cache: string): Promise<StarterSources> {
  const resnet = await readPackage(RESNET, cache, (name) => name.startsWith(`${RESNET_FOLDER}/`) || name === LABELS);
  const minilm = await readPackage(MINILM, cache, (name) => name.startsWith(`${MINILM_FOLDER}/`));
  return {
    weights: readKerasWeights(resnet, RESNET_FOLDER),
    labels: readLabels(takeFile(resnet, LABELS)),
    text: {
      model: takeFile(minilm, `${MINILM_FOLDER}/onnx/model_quantized.onnx`),
      tokenizer: takeFile(minilm, `${MINILM_FOLDER}/tokenizer.json`),
    },
  };
}

/** Sentence embeddings of the vocabulary, computed with the model that will embed the questions. */
export async function embedVocabulary({ labels, text }: StarterSources): Promise<{ mean: Float32Array; centred: LabelEmbeddings }> {
  const runtime = await loadRuntime({ engine: 'wasm' });
  const session = await runtime.createSession({ model: text.model, engine: 'wasm' });
  try {
    return await embedLabels(createSentenceEncoder(session, text.tokenizer), labels);
  } finally {
    await session.release();
  }
}

export async function buildStarter(cache: string): Promise<Generated> {
  const sources = await readStarterSources(cache);
  console.log(`  embedding the ${sources.labels.length} labels`);
  const { mean, centred } = await embedVocabulary(sources);
  console.log('  writing the vision model');
  return {
    files: [
      { name: 'vision.onnx', data: buildVisionModel(sources.weights, centred, chooseStorage) },
      { name: 'text.onnx', data: sources.text.model },
      { name: 'tokenizer.json', data: sources.text.tokenizer },
    ],
    description: {
      labels: sources.labels,
      labelMean: [...mean],
      credits: [
        {
          title: 'ResNet-50 trained on ImageNet (Keras Applications), converted for TensorFlow.js',
          author: 'Kaiming He, Xiangyu Zhang, Shaoqing Ren, Jian Sun; Keras; packaged by Paul Spende',
          licence: 'MIT',
          source: `npm package ${RESNET.name}@${RESNET.version}`,
        },
        {
          title: 'all-MiniLM-L6-v2, quantized ONNX',
          author: 'sentence-transformers; ONNX by Xenova; packaged by Sepehr Laal',
          licence: 'MIT (package); Apache-2.0 (model)',
          source: `npm package ${MINILM.name}@${MINILM.version}`,
        },
      ],
    },
  };
}

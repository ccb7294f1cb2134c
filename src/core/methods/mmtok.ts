/**
 * MMTok: tokens that cover the words of the question and the photo itself.
 */
import { takeSoftmax } from '../softmax.ts';
import type { Matrix } from '../tokens.ts';
import { compareRows } from './compareRows.ts';
import { MissingInputError, describeInput } from './inputs.ts';
import { defineMethod } from './method.ts';
import type { MethodPart } from './part.ts';

const TEMPERATURE = { kind: 'number', min: 0.01, max: 1, step: 0.01, isLogarithmic: true } as const;

export const mmtok = defineMethod({
  id: 'mmtok',
  title: 'MMTok',
  family: 'Diversity',
  source: 'Dong et al., MMTok: Multimodal Coverage Maximization for Efficient Inference of VLMs, 2025',
  summary: 'Solves a maximum coverage problem greedily: always adds the token that represents words of the question and tokens of the photo best which none of the kept ones does.',
  remarks: 'All given words count; the published code leaves out stop words first. Padding is not excluded.',
  scope: 'per-view',
  needs: ['wordEmbeddings'],
  parameters: {
    alpha: {
      kind: 'number',
      title: 'Weight of the photo',
      symbol: 'α',
      min: 0,
      max: 2,
      step: 0.1,
      default: 0.5,
      explanation: 'How much covering the photo’s own tokens counts against covering the words; 0 covers words only.',
    },
    textTemperature: { ...TEMPERATURE, title: 'Text temperature', default: 0.02, explanation: 'The lower, the more a word is covered by its most similar tokens alone.' },
    imageTemperature: { ...TEMPERATURE, title: 'Image temperature', default: 0.2, explanation: 'The lower, the more a token is covered by its most similar tokens alone.' },
  },
  async select(part, { alpha, textTemperature, imageTemperature }) {
    const givenRows = spreadWords(await compareWords(part), textTemperature);
    const workspace = await part.workspace('tokens');
    const similarityRows = alpha > 0 ? { temperature: imageTemperature, weight: alpha } : null;
    const { order, values } = await workspace.orderCovering({ count: part.budget, similarityRows, givenRows });
    return { kept: order, trace: { order, values } };
  },
});

/** Cosine of every word with every token behind the projector, or of token states in the space shared with text, f32[words, n]. */
async function compareWords(part: MethodPart): Promise<Matrix> {
  const words = part.tensor('wordEmbeddings');
  if (!words) return part.stateRelevance();
  const tokens = part.projectedRows;
  if (!tokens) {
    throw new MissingInputError(`MMTok compares ${describeInput('wordEmbeddings')} with tokens in that space; these do not come with any. Name them “projected”.`);
  }
  if (words.cols !== tokens.cols) {
    throw new RangeError(`The word embeddings have ${words.cols} columns and the projected tokens ${tokens.cols}; MMTok compares them, so both must be of one language model.`);
  }
  return compareRows(words, tokens);
}

/** Softmax over the tokens of every word, divided by the number of words. */
function spreadWords({ rows, cols, data }: Matrix, temperature: number): Matrix {
  const spread = new Float32Array(rows * cols);
  for (let row = 0; row < rows; row++) {
    const shares = takeSoftmax(data.subarray(row * cols, (row + 1) * cols), temperature);
    spread.set(shares.map((share) => share / rows), row * cols);
  }
  return { rows, cols, data: spread };
}

/**
 * DART: inside the language model, keep what repeats a few pivot tokens least.
 */
import { takeHighest, takeHighestAmong } from '../ranking.ts';
import type { Matrix } from '../tokens.ts';
import { compareRows } from './compareRows.ts';
import type { InputName } from './inputs.ts';
import { averageTokens, buildSchedule, countLayersFrom, formatTokens, isWithinHalfToken, LAYERS, noteCost } from './layerSchedule.ts';
import { BudgetError, defineMethod } from './method.ts';
import type { NumberParameter } from './parameters.ts';
import type { MethodPart } from './part.ts';
import { listRemaining } from './remainingTokens.ts';

const PIVOTS = { kind: 'number', min: 1, max: 32, step: 1, default: 4, isWhole: true } as const satisfies Partial<NumberParameter>;

/** What published tables call it, and the average over 32 layers of 576 tokens that it really is. */
const PUBLISHED = [
  { name: 192, after: 196, average: 220 },
  { name: 128, after: 132, average: 160 },
  { name: 64, after: 68, average: 100 },
];

export const dart = defineMethod({
  id: 'dart',
  title: 'DART',
  family: 'Language model',
  source: 'Wen et al., Stop Looking for Important Tokens in Multimodal Language Models: Duplication Matters More, 2025',
  summary:
    'Takes the tokens with the largest keys as pivots, and for each pivot in turn keeps the tokens least similar to it inside the language model. Knows the question through the pivots among its words.',
  remarks:
    'The budget m is the average over the L layers, as for FastV: K layers see all n tokens, the others p + (p + q) k, for p pivots of the photo, q of the text, and k tokens for each. Only a whole k is possible, so most budgets are refused with their neighbours. ' +
    'Published tables name k (p + q) instead: 128 where 132 are kept. The published code leaves the order of the pivots open; here those of the photo come first, the largest keys first. ' +
    'Text tokens are those that the file brings, words around the question among them.',
  scope: 'joint',
  needs: ({ layer }) => Object.values(nameInputs(layer)),
  parameters: {
    layer: {
      kind: 'number',
      title: 'Pruning layer',
      symbol: 'K',
      min: 1,
      max: 64,
      step: 1,
      default: 2,
      isWhole: true,
      explanation: 'The layer of the language model, counted from 0, before which tokens are dropped: by their states there, and by the keys of the layer before it.',
    },
    imagePivots: { ...PIVOTS, title: 'Photo pivots', explanation: 'How many of the photo’s tokens, those with the largest keys, are pivots.' },
    textPivots: { ...PIVOTS, title: 'Text pivots', explanation: 'How many of the text’s tokens, those with the largest keys, are pivots.' },
    layers: LAYERS,
  },
  presets: PUBLISHED.map(({ name, after, average }) => ({
    title: `K = 2, ${after} after it, published as ${name}`,
    budget: average,
    parameters: { layer: 2, imagePivots: 4, textPivots: 4, layers: 32 },
  })),
  select(part, { layer, imagePivots, textPivots, layers }) {
    const states = readInside(part, layer);
    requirePivots(states, imagePivots, textPivots);
    const plan = { n: part.n, budget: part.budget, layer, layers, imagePivots, pivots: imagePivots + textPivots };
    const perPivot = countPerPivot(plan);
    const schedule = planSchedule(plan, perPivot);
    const norms = measureRows(states.imageKeys);
    const ofPhoto = Array.from(takeHighest(norms, imagePivots));
    const ofText = takeHighest(measureRows(states.textKeys), textPivots);
    const unlikePhoto = keepUnlike(states.image, takeRowsAt(states.image, ofPhoto), ofPhoto, perPivot);
    const unlikeText = keepUnlike(states.image, takeRowsAt(states.text, ofText), [...ofPhoto, ...unlikePhoto], perPivot);
    part.note(`${perPivot} tokens for each of ${imagePivots} pivots of the photo and ${textPivots} of ${states.text.rows} text tokens.`);
    noteCost(part, schedule);
    return {
      kept: [...ofPhoto, ...unlikePhoto, ...unlikeText],
      roles: [
        { title: 'pivots', tokens: ofPhoto },
        { title: 'unlike a pivot of the photo', tokens: unlikePhoto },
        { title: 'unlike a pivot of the text', tokens: unlikeText },
      ],
      ranking: { title: `size of the keys in layer ${layer - 1}, by which pivots are chosen`, values: Float32Array.from(norms) },
      schedule,
    };
  },
});

/** Hidden states in front of a layer, and keys of the layer before it. */
function nameInputs(layer: number) {
  return {
    image: `languageStates.layer${layer}`,
    imageKeys: `languageKeys.layer${layer - 1}`,
    text: `promptStates.layer${layer}`,
    textKeys: `promptKeys.layer${layer - 1}`,
  } as const satisfies Record<string, InputName>;
}

type Inside = Record<keyof ReturnType<typeof nameInputs>, Matrix>;

/** @throws RangeError if photo and text are not of the same space */
function readInside(part: MethodPart, layer: number): Inside {
  const names = nameInputs(layer);
  const inside = {
    image: part.tokenRows(names.image),
    imageKeys: part.tokenRows(names.imageKeys),
    text: part.textRows(names.text),
    textKeys: part.textRows(names.textKeys),
  };
  requireSameSpace(names.image, inside.image, names.text, inside.text);
  requireSameSpace(names.imageKeys, inside.imageKeys, names.textKeys, inside.textKeys);
  return inside;
}

function requireSameSpace(photoName: InputName, photo: Matrix, textName: InputName, text: Matrix): void {
  if (photo.cols === text.cols) return;
  throw new RangeError(`${photoName} has ${photo.cols} columns and ${textName} has ${text.cols}; both must be of the same language model, hence as wide.`);
}

function requirePivots({ image, text }: Inside, imagePivots: number, textPivots: number): void {
  if (imagePivots > image.rows) throw new RangeError(`imagePivots is ${imagePivots}; there are only ${image.rows} tokens.`);
  if (textPivots > text.rows) throw new RangeError(`textPivots is ${textPivots}; there are only ${text.rows} text tokens.`);
}

interface Plan {
  n: number;
  budget: number;
  layer: number;
  layers: number;
  imagePivots: number;
  /** Of photo and text. */
  pivots: number;
}

/** Visual tokens in every layer if each pivot adds `perPivot`. */
function planSchedule({ n, layer, layers, imagePivots, pivots }: Plan, perPivot: number): number[] {
  return buildSchedule(layers, [{ from: 0, tokens: n }, { from: layer, tokens: imagePivots + pivots * perPivot }]);
}

/**
 * [TOPK], the tokens that each pivot adds: as many as the average over the layers allows.
 * @throws BudgetError if that average is not the budget, with those that are nearest to it
 */
function countPerPivot(plan: Plan): number {
  const { n, budget, layer, layers, imagePivots, pivots } = plan;
  const others = countLayersFrom(layer, layers);
  const averageOf = (perPivot: number) => averageTokens(planSchedule(plan, perPivot));
  const most = Math.floor((n - imagePivots) / pivots);
  let perPivot = most;
  while (perPivot >= 0 && averageOf(perPivot) > budget + 0.5) perPivot--;
  if (perPivot >= 0 && isWithinHalfToken(averageOf(perPivot), budget)) return perPivot;
  const reached = [perPivot, perPivot + 1].filter((count) => count >= 0 && count <= most).map(averageOf);
  const nearest = reached.map((average) => Math.round(average)).join(' and ');
  throw new BudgetError(
    `DART cannot reach ${budget} of ${n} tokens on average: all ${n} in the first ${layer} of ${layers} layers and ${imagePivots} + ${pivots} k in the other ${others}, ` +
      `with a whole number k for each pivot, make ${reached.map(formatTokens).join(' or ')}. The nearest ${reached.length > 1 ? 'budgets are' : 'budget is'} ${nearest}.`,
  );
}

/** L1 norm of every row, f64[rows]. */
function measureRows({ rows, cols, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => {
    let sum = 0;
    for (let k = row * cols; k < (row + 1) * cols; k++) sum += Math.abs(data[k]);
    return sum;
  });
}

function takeRowsAt({ cols, data }: Matrix, rows: ArrayLike<number>): Matrix {
  const taken = new Float32Array(rows.length * cols);
  for (let place = 0; place < rows.length; place++) taken.set(data.subarray(rows[place] * cols, (rows[place] + 1) * cols), place * cols);
  return { rows: rows.length, cols, data: taken };
}

/**
 * For each pivot in turn, the tokens least similar to it that are not taken yet.
 * @param states f32[n, d]
 * @param pivots f32[p, d]
 * @param taken tokens to leave out
 */
function keepUnlike(states: Matrix, pivots: Matrix, taken: readonly number[], perPivot: number): number[] {
  const cosines = compareRows(pivots, states);
  const kept: number[] = [];
  for (let pivot = 0; pivot < pivots.rows; pivot++) {
    const unlikeness = cosines.data.subarray(pivot * cosines.cols, (pivot + 1) * cosines.cols).map((cosine) => -cosine);
    kept.push(...takeHighestAmong(unlikeness, listRemaining(states.rows, [...taken, ...kept]), perPivot));
  }
  return kept;
}

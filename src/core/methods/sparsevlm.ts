/**
 * SparseVLM: at three layers of the language model, keep what the words that matter for the photo look at.
 */
import { averageTokens, buildSchedule, formatTokens, isWithinHalfToken, LAYERS, noteCost, splitByAttention } from './layerSchedule.ts';
import { BudgetError, defineMethod } from './method.ts';
import type { MethodPart } from './part.ts';
import { assignRecycled, countRecycled } from './sparsevlmRecycling.ts';

/** Tokens kept after each pruning layer, by the budget that the published setting is named after. */
const LISTS = { '192': [300, 200, 110], '128': [303, 110, 36], '96': [238, 48, 26], '64': [66, 30, 17] } as const;
type ListName = keyof typeof LISTS;
const LIST_NAMES = ['192', '128', '96', '64'] as const satisfies readonly ListName[];

/** What the lists were published for. */
const PUBLISHED = { n: 576, layers: 32, pruningLayers: [2, 6, 15] };

export const sparsevlm = defineMethod({
  id: 'sparsevlm',
  title: 'SparseVLM',
  family: 'Language model',
  source: 'Zhang et al., SparseVLM: Visual Token Sparsification for Efficient Vision-Language Model Inference, ICML 2025',
  summary:
    'Lets the words that have most to do with the photo (raters) vote: in layers 2, 6 and 15 of the language model, the tokens that the raters attend to least are dropped.',
  remarks:
    'The rows of promptAttention.layerN must be those of the raters; their mean is the score. The counts are the lists of version 1, which adds recycled tokens; in version 2 there are none, and its attention is corrected for position. ' +
    'Recorded in a run without pruning, the attention of the later layers differs from what a pruned run would have. Lists are known for 192, 128, 96 and 64 of 576 tokens only.',
  scope: 'joint',
  needs: ({ layers }) => listPruningLayers(layers).map((layer) => `promptAttention.layer${layer}` as const),
  parameters: {
    list: {
      kind: 'choice',
      title: 'Tokens kept',
      options: [
        { value: 'auto', title: 'by budget' },
        ...LIST_NAMES.map((value) => ({ value, title: `${LISTS[value].join(', ')} (for ${value})` })),
      ],
      default: 'auto',
      explanation: 'How many tokens are left after each of the three pruning layers: the published list of the budget, or one of them for any number of tokens.',
    },
    recycling: {
      kind: 'switch',
      title: 'Token recycling',
      default: false,
      explanation: 'Clusters the best 30 % of the tokens dropped in each pruning layer and passes on the mean of each cluster, as version 1 does.',
    },
    layers: LAYERS,
  },
  presets: LIST_NAMES.map((list) => ({
    title: `${LISTS[list].join(', ')} with recycling`,
    budget: Number(list),
    parameters: { list, recycling: true, layers: PUBLISHED.layers },
  })),
  async select(part, { list, recycling, layers }) {
    const { counts, schedule, isNominal } = choosePlan(part, list, { recycling, layers });
    const layerNumbers = listPruningLayers(layers);
    let kept = Array.from({ length: part.n }, (_, token) => token);
    let dropped: number[] = [];
    for (const [step, { photo }] of counts.entries()) {
      const attention = part.attention(`promptAttention.layer${layerNumbers[step]}`);
      ({ kept, dropped } = splitByAttention(kept, attention, photo));
    }
    noteCost(part, schedule);
    noteWork(part, counts, layers);
    const recycled = counts[counts.length - 1];
    const last = layerNumbers[layerNumbers.length - 1];
    return {
      kept,
      ...(recycling && {
        extraTokens: [{ title: 'recycled', count: recycled.recycled }],
        assignment: await assignRecycled(part, kept, dropped, recycled),
      }),
      ranking: { title: `attention of the raters in layer ${last}`, values: part.attention(`promptAttention.layer${last}`) },
      schedule,
      isNominal,
    };
  },
});

/** Visual tokens that leave a pruning layer. */
interface StepCounts {
  photo: number;
  recycled: number;
  /** Tokens that the recycled ones are made of. */
  pool: number;
}

interface Settings {
  recycling: boolean;
  layers: number;
}

interface Plan {
  counts: StepCounts[];
  schedule: number[];
  /** The budget is what the published setting is called, not quite its average. */
  isNominal: boolean;
}

/** Layers 2, 6 and 15 of 32, in another depth those at the same shares. */
function listPruningLayers(layers: number): number[] {
  return PUBLISHED.pruningLayers.map((layer) => Math.round((layer * layers) / PUBLISHED.layers));
}

/** @throws BudgetError where no list, or not the chosen one, reaches the budget */
function choosePlan({ n, budget }: MethodPart, asked: 'auto' | ListName, settings: Settings): Plan {
  const isUsual = n === PUBLISHED.n && settings.layers === PUBLISHED.layers;
  const named = LIST_NAMES.find((name) => isUsual && budget === Number(name));
  const list = asked === 'auto' ? named : asked;
  if (list !== undefined) {
    const plan = planList(n, list, settings);
    requireRest(n, plan.counts);
    const isNominal = list === named;
    if (isNominal || isWithinHalfToken(averageTokens(plan.schedule), budget)) return { ...plan, isNominal };
  }
  throw new BudgetError(describeRefusal(n, budget, list, settings));
}

function requireRest(n: number, counts: readonly StepCounts[]): void {
  if (counts.every(({ photo }) => photo >= 1)) return;
  throw new BudgetError(`SparseVLM drops at least one token in each of its ${counts.length} pruning layers, which leaves none of ${n}.`);
}

function planList(n: number, list: ListName, { recycling, layers }: Settings): Omit<Plan, 'isNominal'> {
  const counts = countSteps(n, LISTS[list], recycling);
  const [first, second, third] = listPruningLayers(layers);
  // As published: the first two pruning layers count with what they pass on, the third with what it gets.
  const froms = [first, second, third + 1];
  const stages = counts.map(({ photo, recycled }, step) => ({ from: froms[step], tokens: photo + recycled }));
  return { counts, schedule: buildSchedule(layers, [{ from: 0, tokens: n }, ...stages]) };
}

/**
 * Tokens left after each pruning layer: the list's count of photo tokens, at least one token always being dropped, and
 * what is recycled of those dropped. No attention is recorded for recycled tokens; they rank behind the photo's in the next
 * layer, and as lists fall and a layer drops one at least, none of them is ever among those kept.
 */
function countSteps(n: number, list: readonly number[], recycling: boolean): StepCounts[] {
  let present = n;
  return list.map((count) => {
    const photo = Math.min(count, present - 1);
    const { pool, recycled } = recycling ? countRecycled(present - photo) : { pool: 0, recycled: 0 };
    present = photo + recycled;
    return { photo, pool, recycled };
  });
}

function describeRefusal(n: number, budget: number, list: ListName | undefined, settings: Settings): string {
  const usual = settings.layers === PUBLISHED.layers ? `${PUBLISHED.n} tokens` : `${PUBLISHED.n} tokens and ${PUBLISHED.layers} layers`;
  const reached = LIST_NAMES.map((name) => `${formatTokens(averageTokens(planList(n, name, settings).schedule))} with the list of ${name}`);
  const reason = list === undefined ? `has no list for ${budget} of ${n} tokens` : `does not reach ${budget} of ${n} tokens with the list of ${list}`;
  return (
    `SparseVLM ${reason}; its lists were published for ${LIST_NAMES.join(', ')} of ${usual}. ` +
    `Here they make, on average over ${settings.layers} layers, ${reached.join(', ')}: choose a list and the nearest whole budget.`
  );
}

/** Says what the published way of counting leaves out. */
function noteWork(part: MethodPart, counts: readonly StepCounts[], layers: number): void {
  const pruningLayers = listPruningLayers(layers);
  const stages = counts.map(({ photo, recycled }, step) => ({ from: pruningLayers[step] + 1, tokens: photo + recycled }));
  const average = averageTokens(buildSchedule(layers, [{ from: 0, tokens: part.n }, ...stages]));
  part.note(
    `Counted as published, where layers ${pruningLayers[0]} and ${pruningLayers[1]} stand for the tokens they pass on. ` +
      `With those that they drop only after their own work, it is ${formatTokens(average)} on average.`,
  );
}

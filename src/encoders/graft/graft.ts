/**
 * Exposes what a vision export computes inside: prepares nodes and outputs that extend the file when appended to it.
 */
import { CannotGraft } from './cannotGraft.ts';
import type { Graft, GraftName, GraftVisionModel, VisionGraph, WantedOutputs } from './contract.ts';
import { addProbabilities, addUnscaledHeads, addUnscaledRows, addValueRows } from './coreTensors.ts';
import { addJoint, findJointHead, type JointHead } from './jointSpace.ts';
import { explainDamage, type OnnxGraph, readOnnxFile } from './onnxFile.ts';
import { applyPerToken } from './perToken.ts';
import type { Block } from './residualStream.ts';
import { SuffixBuilder, TO_THE_END } from './suffixBuilder.ts';
import { describeVisionModel, recognizeVisionModel, type VisionModel } from './visionModel.ts';

/** Everything a recipe may use. */
interface Recipe {
  model: VisionModel;
  builder: SuffixBuilder;
  /** The block whose attention was chosen. */
  chosen: Block;
  head: JointHead;
}

/** Adds the nodes that compute a tensor and returns it: [batch, n, d] or [batch, n]. */
const RECIPES: Record<GraftName, (recipe: Recipe) => string> = {
  tokens: (recipe) => takePatches(recipe, lastBlock(recipe).attention.stream),
  lastTokens: (recipe) => takePatches(recipe, addLastSum(recipe)),
  joint: (recipe) => addJointOf(recipe, RECIPES.tokens(recipe)),
  lastJoint: (recipe) => addJointOf(recipe, RECIPES.lastTokens(recipe)),
  valueJoint: (recipe) => addJointOf(recipe, addValuePath(recipe)),
  classAttention: addClassAttention,
  receivedAttention: addReceivedAttention,
  meanKeys: addMeanKeys,
  lastQueries: (recipe) => addLastProjection(recipe, 'queries'),
  lastKeys: (recipe) => addLastProjection(recipe, 'keys'),
  classToken: (recipe) => takeClassToken(recipe, lastBlock(recipe).attention.stream),
  lastClassToken: (recipe) => takeClassToken(recipe, addLastSum(recipe)),
};

const NAMES = Object.keys(RECIPES) as GraftName[];

/** Only the file's node list is read, so that its size does not matter. */
export const graftVisionModel: GraftVisionModel = (model, wanted) => {
  const file = readOnnxFile(model);
  return explainDamage(model, () => graftGraph(file, wanted));
};

function graftGraph(file: OnnxGraph, { names, attentionBlock, furtherBlocks }: WantedOutputs): Graft {
  const model = recognizeVisionModel(file);
  const { view, blocks, order } = model;
  const chosen = takeBlock(model, attentionBlock);
  const head = findJointHead(view, blocks[blocks.length - 1].last, order.extraTokens);
  const missing: VisionGraph['missing'] = {};
  for (const name of NAMES) {
    // Tried apart, so that what cannot be finished leaves nothing behind.
    const reason = findReason(() => RECIPES[name]({ model, builder: new SuffixBuilder(file), chosen, head }));
    if (reason !== null) missing[name] = reason;
  }
  const builder = new SuffixBuilder(file);
  const outputs: Graft['outputs'] = {};
  for (const name of new Set(names)) {
    if (!(name in missing)) outputs[name] = builder.expose(name, RECIPES[name]({ model, builder, chosen, head }));
  }
  for (const { name, block } of furtherBlocks?.(blocks.length) ?? []) {
    const further = takeBlock(model, block);
    const isHidden = findReason(() => RECIPES[name]({ model, builder: new SuffixBuilder(file), chosen: further, head })) !== null;
    const output = `${name}.layer${block}` as const;
    if (!isHidden) outputs[output] = builder.expose(output, RECIPES[name]({ model, builder, chosen: further, head }));
  }
  return { graph: { ...describeVisionModel(model, chosen), missing }, suffix: builder.serialize(), outputs };
}

function takeBlock({ blocks }: VisionModel, index: number): Block {
  const block = blocks.at(index);
  if (block && Number.isInteger(index)) return block;
  throw new Error(`The encoder has blocks 0 to ${blocks.length - 1}, asked for the attention of block ${index}.`);
}

function findReason(attempt: () => unknown): string | null {
  try {
    attempt();
    return null;
  } catch (error) {
    if (error instanceof CannotGraft) return error.message;
    throw error;
  }
}

function lastBlock({ model }: Recipe): Block {
  return model.blocks[model.blocks.length - 1];
}

/** The last block's last sum, also where a fused node keeps it to itself. */
function addLastSum(recipe: Recipe): string {
  const { stream, branch, bias, sum } = lastBlock(recipe).last;
  return sum ?? recipe.builder.add('Add', [stream, addBias(recipe.builder, branch, bias)]);
}

function addBias(builder: SuffixBuilder, tensor: string, bias: string | null): string {
  return bias === null ? tensor : builder.add('Add', [tensor, bias]);
}

/** Leaves out the rows before the patches, along an axis. */
function takePatches({ model, builder }: Recipe, tensor: string, axis = 1): string {
  const { extraTokens } = model.order;
  return extraTokens === 0 ? tensor : builder.slice(tensor, [axis], [extraTokens], [TO_THE_END]);
}

/** The class token and the patches. Registers are left out; they are neither. */
function leaveOutRegisters(recipe: Recipe, tensor: string): string {
  const { model, builder } = recipe;
  if (model.order.extraTokens <= 1) return tensor;
  return builder.concat([builder.slice(tensor, [1], [0], [1]), takePatches(recipe, tensor)], 1);
}

function takeClassToken({ model, builder }: Recipe, tensor: string): string {
  if (model.order.extraTokens === 0) throw new CannotGraft('This encoder has no class token.');
  return builder.slice(tensor, [1], [0], [1]);
}

function addJointOf({ model, builder, head }: Recipe, tokens: string): string {
  return addJoint(model.view, builder, head, model.blocks[model.blocks.length - 1].last, tokens);
}

/** What the last block's attention would add to every patch if the patch attended to itself alone (Zhou et al. 2022, MaskCLIP). */
function addValuePath(recipe: Recipe): string {
  const { model, builder } = recipe;
  const { attention, core } = lastBlock(recipe);
  const values = takePatches(recipe, addValueRows(model.view, builder, core));
  const projected = applyPerToken(model.view, builder, new Map([[core.mixed, () => values]]), attention.branch);
  return addBias(builder, projected, attention.bias);
}

function addClassAttention(recipe: Recipe): string {
  const { model, builder, chosen } = recipe;
  if (model.order.extraTokens === 0) {
    throw new CannotGraft('This encoder has no class token, so there is no attention of a class token to its patches.');
  }
  const row = addProbabilities(model.view, builder, chosen.core, 'first');
  return builder.squeeze(builder.mean(takePatches(recipe, row, 3), [1]), 1);
}

function addReceivedAttention(recipe: Recipe): string {
  const { model, builder, chosen } = recipe;
  const probabilities = addProbabilities(model.view, builder, chosen.core, 'all');
  return builder.mean(takePatches(recipe, probabilities, 3), [1, 2]);
}

function addMeanKeys(recipe: Recipe): string {
  const { model, builder, chosen } = recipe;
  return leaveOutRegisters(recipe, builder.mean(addUnscaledHeads(model.view, builder, chosen.core, 'keys'), [1]));
}

function addLastProjection(recipe: Recipe, projection: 'queries' | 'keys'): string {
  const { model, builder } = recipe;
  return leaveOutRegisters(recipe, addUnscaledRows(model.view, builder, lastBlock(recipe).core, projection));
}

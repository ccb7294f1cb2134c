/**
 * Photos to tokens with a vision model of the transformers library, grafted so that it shows its inner values.
 */
import { LOCAL_BLOCK, OBJECT_BLOCK, scaleBlock } from '../../core/encoderDepth.ts';
import { preprocessPhoto } from '../../core/preprocess.ts';
import type { Framing, PreprocessConfig } from '../../core/preprocessConfig.ts';
import type { EncodedView, RgbaImage } from '../encoder.ts';
import { appendSuffix } from '../graft/appendSuffix.ts';
import type { BlockAttention, Graft, GraftName, OutputName, VisionGraph } from '../graft/contract.ts';
import { graftVisionModel } from '../graft/graft.ts';
import { type Engine, inMemory, loadRuntime, type OutputTensor, type Session } from '../session.ts';
import { openSession } from './openSession.ts';
import { readPatchSize } from './patchSize.ts';

export interface VisionSources {
  model: Uint8Array;
  engine: Engine;
  device?: GPUDevice;
  preprocess: PreprocessConfig;
  framing: Framing;
  /** From the config.json, for models whose patches are not made by a convolution. */
  patchSize: number | null;
  tokensFrom: 'last-but-one' | 'last';
  /** Which joint embeddings to make; null for a model without a space shared with text. */
  relevanceSource: 'paper' | 'value-path' | null;
  /** Block of the attention extras, from 0, or from -1 backwards; null takes the block that made the tokens. */
  attentionBlock: number | null;
}

export interface VisionEncoder {
  graph: VisionGraph;
  rows: number;
  cols: number;
  /** null where only the first photo tells. */
  d: number | null;
  e: number | null;
  /** Which tensor the joint embeddings are, whether the file gives it or not; null without a space shared with text. */
  joint: GraftName | null;
  /** What it gives of what was wanted. */
  gives: ReadonlySet<OutputName>;
  /** One sentence for everything wanted that the file cannot give, but for what only some methods need. */
  notes: string[];
  encode(image: RgbaImage): Promise<EncodedView>;
  release(): Promise<void>;
}

const EXTRAS: readonly GraftName[] = ['classAttention', 'receivedAttention', 'meanKeys'];
/** Only some methods need these, and say so themselves where a file cannot give them. */
const QUIET_EXTRAS: readonly GraftName[] = ['lastQueries', 'lastKeys'];

/** What to ask the graft for, and under which names the tokens and what goes with them come. */
interface Wanted {
  tokens: GraftName;
  joint: GraftName | null;
  classToken: GraftName;
}

interface Plan extends Wanted {
  outputs: Graft['outputs'];
  input: string;
  rows: number;
  cols: number;
  patchSize: number;
}

/**
 * Opens a vision model. On webgpu tokens and joint embeddings stay on the device; their buffers belong to the caller.
 * @throws Error in one sentence if the file is no vision model, or cannot give the tokens
 */
export async function createVisionEncoder(sources: VisionSources): Promise<VisionEncoder> {
  const { model, engine, device, preprocess, framing } = sources;
  const wanted = chooseOutputs(sources);
  const attentionBlock = sources.attentionBlock ?? (sources.tokensFrom === 'last' ? -1 : -2);
  const { graph, suffix, outputs } = graftVisionModel(model, {
    names: [...listNames(wanted), ...QUIET_EXTRAS, wanted.classToken],
    attentionBlock,
    furtherBlocks: chooseFurtherBlocks,
  });
  const tokensOutput = outputs[wanted.tokens];
  if (tokensOutput === undefined) throw new Error(graph.missing[wanted.tokens] ?? 'The vision model does not show its tokens.');
  const patchSize = requirePatchSize(readPatchSize(model) ?? sources.patchSize, preprocess);
  const rows = Math.floor(preprocess.output.height / patchSize);
  const cols = Math.floor(preprocess.output.width / patchSize);
  const jointOutput = wanted.joint && outputs[wanted.joint];

  const runtime = await loadRuntime({ engine, device });
  const session = await openSession('vision', runtime, {
    model: appendSuffix(model, suffix),
    engine,
    outputsOnDevice: [tokensOutput, jointOutput].filter((name) => typeof name === 'string'),
  });
  const plan = { ...wanted, outputs, input: graph.input, rows, cols, patchSize };
  return {
    graph,
    rows,
    cols,
    d: graph.width ?? declaredWidth(session, tokensOutput),
    e: jointOutput ? declaredWidth(session, jointOutput) : 0,
    joint: wanted.joint,
    gives: new Set(Object.keys(outputs) as OutputName[]),
    notes: listNames(wanted).flatMap((name) => (outputs[name] === undefined ? (graph.missing[name] ?? []) : [])),
    encode: (image) => encode(session, plan, preprocess, framing, image),
    release: () => session.release(),
  };
}

function chooseOutputs({ tokensFrom, relevanceSource }: VisionSources): Wanted {
  const isLast = tokensFrom === 'last';
  const joint = { paper: isLast ? 'lastJoint' : 'joint', 'value-path': 'valueJoint' } as const;
  return {
    tokens: isLast ? 'lastTokens' : 'tokens',
    joint: relevanceSource && joint[relevanceSource],
    classToken: isLast ? 'lastClassToken' : 'classToken',
  };
}

function chooseFurtherBlocks(blocks: number): BlockAttention[] {
  return [
    { name: 'classAttention', block: scaleBlock(LOCAL_BLOCK, blocks) },
    { name: 'receivedAttention', block: scaleBlock(OBJECT_BLOCK, blocks) },
  ];
}

/** What the person is told about if the file does not give it. */
function listNames({ tokens, joint }: Wanted): GraftName[] {
  return [tokens, ...(joint ? [joint] : []), ...EXTRAS];
}

function requirePatchSize(patchSize: number | null, { output }: PreprocessConfig): number {
  if (patchSize === null) throw new Error('The vision model does not tell the size of its patches; add its config.json.');
  if (patchSize > Math.min(output.width, output.height)) {
    throw new Error(`The vision model's patches have ${patchSize} pixels a side, but its preprocessor_config.json makes photos of ${output.width} x ${output.height}; choose files that belong together.`);
  }
  return patchSize;
}

function declaredWidth({ outputs }: Session, name: string): number | null {
  const width = outputs.find((output) => output.name === name)?.dims.at(-1);
  return typeof width === 'number' ? width : null;
}

async function encode(session: Session, plan: Plan, preprocess: PreprocessConfig, framing: Framing, image: RgbaImage): Promise<EncodedView> {
  const { rows, cols, patchSize, outputs } = plan;
  const photo = preprocessPhoto(image, preprocess, framing);
  const results = await run(session, plan, { type: 'float32', data: photo.pixels, dims: [1, 3, photo.height, photo.width] });
  const read = (name: OutputName | null) => {
    const output = name === null ? undefined : outputs[name];
    return output === undefined ? null : { name: output, ...results[output] };
  };
  const tokens = read(plan.tokens);
  if (!tokens) throw new Error('The vision model did not give its tokens.');
  const [, n, d] = tokens.dims;
  if (n !== rows * cols) {
    throw new Error(`The vision model gives ${n} tokens for ${photo.width} x ${photo.height} pixels, expected ${rows} x ${cols} = ${rows * cols} patches of ${patchSize}; choose a preprocessor_config.json that belongs to the model.`);
  }
  const joint = read(plan.joint);
  const { area } = photo;
  const [scaleX, scaleY] = [area.width / photo.width, area.height / photo.height];
  return {
    rows,
    cols,
    d,
    tokens: tokens.data,
    e: joint?.dims[2] ?? 0,
    joint: joint?.data ?? null,
    cells: { x: area.x, y: area.y, cellWidth: patchSize * scaleX, cellHeight: patchSize * scaleY },
    extras: readExtras(plan, results),
    labels: [],
  };
}

/** Every output but tokens and joint embeddings, without batch axis. */
function readExtras({ outputs, tokens, joint, classToken }: Plan, results: Record<string, OutputTensor>): EncodedView['extras'] {
  const extras: EncodedView['extras'] = {};
  for (const [name, output] of Object.entries(outputs)) {
    if (name === tokens || name === joint) continue;
    const result = results[output];
    extras[name === classToken ? 'classToken' : name] = { shape: result.dims.slice(1), data: inMemory(output, result) };
  }
  return extras;
}

async function run(session: Session, { input, outputs }: Plan, pixels: Parameters<Session['run']>[0][string]): Promise<Record<string, OutputTensor>> {
  try {
    return await session.run({ [input]: pixels }, Object.values(outputs));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`The vision model could not read a photo of ${pixels.dims[3]} x ${pixels.dims[2]} pixels (${reason}); check that its preprocessor_config.json belongs to it.`, { cause });
  }
}

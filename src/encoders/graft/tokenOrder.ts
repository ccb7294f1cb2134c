/**
 * Follows the patches from the convolution that cuts the photo to the first block, to know which rows they become.
 */
import type { GraphView } from './graphView.ts';
import { type OnnxNode, readIntegerAttribute } from './onnxFile.ts';
import { TO_THE_END } from './suffixBuilder.ts';

export interface TokenOrder {
  /** The graph input that holds the pixels. */
  input: string;
  /** Rows before the first patch: class token and registers. */
  extraTokens: number;
}

/** Neighbouring rows: the patches, or a known number of other tokens. */
type Segment = 'patches' | number;

interface Found {
  input: string;
  segments: Segment[];
}

const CONVOLUTIONS = new Set(['Conv', 'ConvInteger', 'QLinearConv', 'FusedConv', 'NhwcConv']);
/** Longer than the way from pixels to the first block in any export, shorter than the call stack. */
const MOST_STEPS = 200;
const TOKEN_AXES = new Set([1, -2]);

/**
 * The rows of a [batch, n, d] tensor near the beginning of the graph; null if no patches can be followed to it.
 * @throws Error with a sentence if they can, but do not form the last rows
 */
export function findTokenOrder(view: GraphView, tensor: string): TokenOrder | null {
  const found = follow(view, tensor, new Map(), 0);
  if (!found) return null;
  const { input, segments } = found;
  const extra = segments.slice(0, -1).filter((segment) => segment !== 'patches');
  if (segments.at(-1) !== 'patches' || extra.length !== segments.length - 1) {
    throw new Error(`The tokens of this model are ordered ${segments.join(', ')}; expected the patches together, after all other tokens.`);
  }
  return { input, extraTokens: extra.reduce((sum, length) => sum + length, 0) };
}

function follow(view: GraphView, tensor: string, known: Map<string, Found | null>, depth: number): Found | null {
  const before = known.get(tensor);
  if (before !== undefined) return before;
  const node = view.producer(tensor);
  const found = node && depth < MOST_STEPS ? step(view, node, known, depth) : null;
  known.set(tensor, found);
  return found;
}

function step(view: GraphView, node: OnnxNode, known: Map<string, Found | null>, depth: number): Found | null {
  if (CONVOLUTIONS.has(node.type)) {
    const input = findPixels(view, node);
    return input === null ? null : { input, segments: ['patches'] };
  }
  // What a linear layer or a softmax makes of patches is no longer one row for one patch for certain.
  if (node.type === 'Softmax' || view.isLinear(node)) return null;
  const axis = readIntegerAttribute(node, 'axis');
  if (node.type === 'Concat' && axis !== null && TOKEN_AXES.has(axis)) return join(view, node, known, depth);
  for (const input of view.dynamicInputs(node)) {
    const found = follow(view, input, known, depth + 1);
    if (found) return node.type === 'Slice' ? cut(view, node, found) : found;
  }
  return null;
}

/** The graph input behind a convolution, which must be the first one: nothing but scaling and number formats in between. */
function findPixels(view: GraphView, convolution: OnnxNode): string | null {
  let tensor = convolution.inputs[0] ?? '';
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const node = view.producer(tensor);
    if (!node) return view.graph.inputs.some(({ name, rank }) => name === tensor && (rank === null || rank === 4)) ? tensor : null;
    const dynamic = view.dynamicInputs(node);
    if (dynamic.length === 0 || CONVOLUTIONS.has(node.type)) return null;
    tensor = dynamic[0];
  }
  return null;
}

function join(view: GraphView, node: OnnxNode, known: Map<string, Found | null>, depth: number): Found | null {
  let input: string | null = null;
  const segments: Segment[] = [];
  for (const part of node.inputs) {
    const found = view.isDynamic(part) ? follow(view, part, known, depth + 1) : countRows(view, part);
    if (found === null) return null;
    if (typeof found === 'number') {
      segments.push(found);
    } else {
      input = found.input;
      segments.push(...found.segments);
    }
  }
  return input === null ? null : { input, segments };
}

/** Rows of tokens that are weights, repeated for the batch. */
function countRows(view: GraphView, tensor: string): number | null {
  let current = tensor;
  for (let node = view.producer(current); node && node.type !== 'Constant'; node = view.producer(current)) current = node.inputs[0] ?? '';
  const constant = view.constant(current);
  if (!constant) return null;
  const rows = constant.dims.length < 2 ? 1 : constant.dims[constant.dims.length - 2];
  return rows > 0 ? rows : null;
}

/** Rows start ... end - 1 of what is sliced; only whole segments can be told apart. */
function cut(view: GraphView, node: OnnxNode, { input, segments }: Found): Found | null {
  const [starts, ends, axes, steps] = node.inputs.slice(1).map((name) => view.integers(name));
  if (axes?.length !== 1 || starts?.length !== 1 || ends?.length !== 1) return null;
  const axis = axes[0];
  if (axis === null || !TOKEN_AXES.has(axis)) return { input, segments };
  const [start, end] = [starts[0], ends[0]];
  if (start === null || start < 0 || end === null || end < 0 || (steps && steps[0] !== 1)) return null;
  const kept: Segment[] = [];
  let position = 0;
  for (const segment of segments) {
    const length = segment === 'patches' ? TO_THE_END - position : segment;
    if (position >= start && position + length <= Math.min(end, TO_THE_END)) kept.push(segment);
    else if (position + length > start && position < end) return null;
    position += length;
  }
  return { input, segments: kept };
}

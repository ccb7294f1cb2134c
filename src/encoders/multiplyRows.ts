/**
 * The product of the CPU path on onnxruntime-web's wasm engine, whose SIMD kernels are several times as fast as a loop.
 */
import type { MultiplyRows } from '../core/cpu/similarity.ts';
import { DATA_TYPE } from './graft/onnxFile.ts';
import { MessageWriter } from './graft/protobufWriter.ts';
import { findRuntime, inMemory, loadRuntime, type Session } from './session.ts';

export interface MultiplyOptions {
  /**
   * Multiplications of one call from which on the engine is loaded for it alone; Infinity where that is a download. Below, and
   * as long as no encoder has loaded the engine, the product is declined.
   */
  worthLoading: number;
}

/** Gives the product for `createCpuKernels`; once the engine has failed, it declines. */
export function createMultiplyRows({ worthLoading }: MultiplyOptions): MultiplyRows {
  let opening: Promise<Session | null> | null = null;
  const open = (multiplications: number): Promise<Session | null> | null => {
    if (opening) return opening;
    const runtime = findRuntime('wasm') ?? (multiplications >= worthLoading ? loadRuntime({ engine: 'wasm' }) : null);
    const session = runtime?.then(({ createSession }) => createSession({ model: buildModel(), engine: 'wasm' }));
    // The loop takes over where the engine cannot.
    opening = session?.catch(() => null) ?? null;
    return opening;
  };
  return async (a, b, d) => {
    const [s, t] = [a.length / d, b.length / d];
    const session = await open(s * t * d);
    if (!session) return null;
    const feeds = {
      a: { type: 'float32' as const, data: a, dims: [s, d] },
      b: { type: 'float32' as const, data: b, dims: [t, d] },
    };
    // Memory is what it may lack.
    return session.run(feeds).then(
      ({ product }) => inMemory('product', product),
      () => null,
    );
  };
}

/** An ONNX file (onnx.proto) of one node: Gemm with its second factor transposed, product = a b^T. */
function buildModel(): Uint8Array {
  const transposed = new MessageWriter().text(1, 'transB').integer(3, 1).integer(20, ATTRIBUTE_IS_INTEGER);
  const node = new MessageWriter().text(1, 'a').text(1, 'b').text(2, 'product').text(4, 'Gemm').message(5, transposed);
  const graph = new MessageWriter()
    .message(1, node)
    .text(2, 'multiply')
    .message(11, describeMatrix('a', 's', 'd'))
    .message(11, describeMatrix('b', 't', 'd'))
    .message(12, describeMatrix('product', 's', 't'));
  const operators = new MessageWriter().integer(2, STANDARD_OPERATORS);
  return new MessageWriter().integer(1, IR_VERSION).message(7, graph).message(8, operators).finish();
}

const ATTRIBUTE_IS_INTEGER = 2;
const IR_VERSION = 8;
const STANDARD_OPERATORS = 13;

/** A float32 matrix whose sizes have names instead of numbers. */
function describeMatrix(name: string, rows: string, cols: string): MessageWriter {
  const shape = new MessageWriter();
  for (const size of [rows, cols]) shape.message(1, new MessageWriter().text(2, size));
  const tensor = new MessageWriter().integer(1, DATA_TYPE.float32).message(2, shape);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor));
}

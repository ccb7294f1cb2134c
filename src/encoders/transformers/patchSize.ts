import { explainDamage, readIntegersAttribute, readOnnxFile } from '../graft/onnxFile.ts';

const CONVOLUTIONS = new Set(['Conv', 'ConvInteger', 'QLinearConv']);

/**
 * Side of a patch in pixels: the stride of the first convolution; null where patches are made in another way.
 * @throws Error with a sentence if the bytes are no ONNX model
 */
export function readPatchSize(model: Uint8Array): number | null {
  const convolution = readOnnxFile(model).nodes.find(({ type }) => CONVOLUTIONS.has(type));
  const strides = convolution && explainDamage(model, () => readIntegersAttribute(convolution, 'strides'));
  return strides?.length === 2 && strides[0] === strides[1] && strides[0] > 1 ? strides[0] : null;
}

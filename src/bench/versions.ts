import { dependencies, devDependencies } from '../../package.json';

/** Versions of what takes part, as package.json pins them. */
export const VERSIONS = {
  'onnxruntime-web': dependencies['onnxruntime-web'],
  'TensorFlow.js': devDependencies['@tensorflow/tfjs-core'],
};

/** Version of the WebGPU implementation that Node uses. */
export const DAWN_VERSION = dependencies.webgpu;

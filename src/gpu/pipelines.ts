/**
 * Compiles shaders to compute pipelines, once each, and turns what the compiler says into one readable error.
 */

/** A shader with its pipeline's constants; `file` names it in errors. */
export interface ShaderSource {
  /** For example "similarity.wgsl". */
  file: string;
  code: string;
  /** Values for the shader's `override` constants. */
  constants?: Record<string, number>;
  /** Explicit bind group layouts; by default they follow from the shader. */
  layout?: GPUPipelineLayout;
}

/** Pipelines of one device by shader file and constants. */
export class PipelineCache {
  readonly device: GPUDevice;
  /** How many workgroups a dispatch may have along one dimension. */
  readonly maximumWorkgroups: number;
  private readonly pipelines = new Map<string, Promise<GPUComputePipeline>>();

  constructor(device: GPUDevice, maximumWorkgroups = device.limits.maxComputeWorkgroupsPerDimension) {
    this.device = device;
    this.maximumWorkgroups = maximumWorkgroups;
  }

  /**
   * The pipeline of a shader; a second call while it still compiles gets the same promise.
   * @throws Error naming the shader's file, with line numbers, if it does not compile
   */
  get(source: ShaderSource): Promise<GPUComputePipeline> {
    const key = JSON.stringify([source.file, source.constants ?? {}]);
    const known = this.pipelines.get(key);
    if (known) return known;
    const pipeline = compile(this.device, source);
    this.pipelines.set(key, pipeline);
    return pipeline;
  }
}

/** Every message, warnings included, is an error: shaders are ours and shall be clean. */
async function compile(device: GPUDevice, source: ShaderSource): Promise<GPUComputePipeline> {
  device.pushErrorScope('validation');
  const module = device.createShaderModule({ label: source.file, code: source.code });
  const moduleError = device.popErrorScope();
  const { messages } = await module.getCompilationInfo();
  const validation = await moduleError;
  if (messages.length > 0 || validation) {
    throw new Error(describeFailure(source, messages, validation?.message));
  }
  try {
    return await device.createComputePipelineAsync({
      label: source.file,
      layout: source.layout ?? 'auto',
      compute: { module, ...(source.constants && { constants: source.constants }) },
    });
  } catch (error) {
    throw new Error(describeFailure(source, [], error instanceof Error ? error.message : String(error)), {
      cause: error,
    });
  }
}

function describeFailure(
  { file, code }: ShaderSource,
  messages: readonly GPUCompilationMessage[],
  validation: string | undefined,
): string {
  const lines = code.split('\n');
  const located = messages.map(
    ({ type, lineNum, linePos, message }) =>
      `${file}:${lineNum}:${linePos}: ${type}: ${message}\n    ${(lines[lineNum - 1] ?? '').trim()}`,
  );
  const details = located.length > 0 ? located : [`${file}: ${validation ?? 'unknown error'}`];
  return `Shader ${file} does not compile on this device:\n${details.join('\n')}`;
}

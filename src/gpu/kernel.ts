/**
 * A compiled shader and how to dispatch it. All shaders bind alike: parameters at 0, then storage buffers from 1 on.
 */
import type { ParameterArena, ParameterValues } from './parameters.ts';
import type { PipelineCache, ShaderSource } from './pipelines.ts';

/** A compute pass being encoded, with the parameters of its submission. */
export interface KernelPass {
  pass: GPUComputePassEncoder;
  parameters: ParameterArena;
}

export interface Dispatch {
  parameters: ParameterValues;
  /** Storage buffers in the order of their bindings. */
  buffers: GPUBuffer[];
  /** Workgroups along x and y. */
  workgroups: readonly [number, number];
}

/** One shader's pipeline. */
export class Kernel {
  private readonly device: GPUDevice;
  private readonly maximumWorkgroups: number;
  private readonly pipeline: GPUComputePipeline;

  private constructor({ device, maximumWorkgroups }: PipelineCache, pipeline: GPUComputePipeline) {
    this.device = device;
    this.maximumWorkgroups = maximumWorkgroups;
    this.pipeline = pipeline;
  }

  static async load(pipelines: PipelineCache, source: ShaderSource): Promise<Kernel> {
    return new Kernel(pipelines, await pipelines.get(source));
  }

  /** Sets pipeline and buffers of group 0, without dispatching yet. */
  bind(kernelPass: KernelPass, values: ParameterValues, buffers: GPUBuffer[]): void {
    this.use(kernelPass, this.createGroup(kernelPass, values, buffers));
  }

  /** Group 0 with parameters and buffers, for kernels that take turns within one submission. */
  createGroup({ parameters }: KernelPass, values: ParameterValues, buffers: GPUBuffer[]): GPUBindGroup {
    const resources: GPUBindingResource[] = [parameters.add(values), ...buffers.map((buffer) => ({ buffer }))];
    return this.device.createBindGroup({
      label: this.pipeline.label,
      layout: this.pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
  }

  /** Sets the pipeline and a group made for it. */
  use({ pass }: KernelPass, group: GPUBindGroup): void {
    pass.setPipeline(this.pipeline);
    pass.setBindGroup(0, group);
  }

  dispatch(kernelPass: KernelPass, { parameters, buffers, workgroups }: Dispatch): void {
    this.bind(kernelPass, parameters, buffers);
    kernelPass.pass.dispatchWorkgroups(...workgroups);
  }

  /** Lays out `total` workgroups in two dimensions, as one dimension takes only so many (65,535 by default). */
  layOut(total: number): [number, number] {
    const width = Math.min(total, this.maximumWorkgroups);
    return [width, Math.ceil(total / width)];
  }
}

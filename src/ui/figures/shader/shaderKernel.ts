/**
 * What the figure knows of a kernel besides its code.
 */
import type { Stage } from '../../../core/kernels.ts';

export interface ShaderKernel {
  /** Name of the file in shaders/. */
  file: string;
  code: string;
  /** The stage whose time it is part of; null for what read-outs ask for. */
  stage: Stage | null;
  /** What of the page it makes. */
  makes: string;
  equation: string;
  /** The equation in plain lines, for exported files and screen readers. */
  plain: readonly string[];
}

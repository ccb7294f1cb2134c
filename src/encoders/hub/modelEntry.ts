/**
 * What the picker says of a model, and which files it needs.
 */
import type { Engine } from '../session.ts';

/** How the weights are stored: 32-bit floats, 16-bit floats, or 8-bit integers with activations quantized on the fly. */
export type Precision = 'fp32' | 'fp16' | 'q8';

export type ModelFamily = 'starter' | 'clip' | 'siglip' | 'dino';

export interface PrecisionFiles {
  precision: Precision;
  /** Path of the vision encoder in the repository. */
  vision: string;
  /** Path of the text encoder; null for vision-only models. */
  text: string | null;
  /** Approximate size of all files together, in 10^6 bytes; the real size comes from the hub. */
  megabytes: number;
}

/** Where the files of a model are. */
export interface HubSource {
  /** owner/name */
  repository: string;
  /** null for vision-only models. */
  tokenizer: string | null;
  preprocessor: string;
  config: string;
  precisions: readonly PrecisionFiles[];
  /**
   * What each engine takes unless the person chooses. On webgpu full precision is the reference, as 8-bit graphs partly run
   * on the CPU there; 16-bit floats are never a default, because encoders are known to drift or overflow in them.
   */
  recommended: Record<Engine, Precision>;
}

export interface ModelEntry {
  id: string;
  title: string;
  family: ModelFamily;
  /** null for the starter, which comes with the page. */
  hub: HubSource | null;
  /** Token grid of the input as the model's own configuration prepares it. */
  rows: number;
  cols: number;
  /** Dimensions d of a token. */
  tokenWidth: number;
  /** Dimensions e of the space shared with text; null if there is none. */
  jointWidth: number | null;
  gives: {
    /** Tokens can be compared with a question. */
    textRelevance: boolean;
    /** There is a class token, whose attention to the patches says what the model looks at. */
    classAttention: boolean;
    /** Single tokens are taken into the joint space: by a linear projection, or by a pooling head applied to each. */
    projection: boolean;
  };
  /** Whether relevance is inverted by default, and why, in a sentence for the person. */
  invert: { default: boolean; reason: string };
  licence: string;
  /** One line: what it is and who made it. */
  source: string;
  /** What no public source that we know of confirms. */
  unconfirmed: readonly string[];
}

/** @throws Error in one sentence if the model is not offered in that precision */
export function findPrecision({ repository, precisions }: HubSource, precision: Precision): PrecisionFiles {
  const files = precisions.find((candidate) => candidate.precision === precision);
  if (!files) throw new Error(`${repository} is not offered in ${precision}; choose ${precisions.map((candidate) => candidate.precision).join(' or ')}.`);
  return files;
}

/** Paths of everything that one precision of a model needs. */
export function listPaths(hub: HubSource, precision: Precision): string[] {
  const { vision, text } = findPrecision(hub, precision);
  return [hub.config, hub.preprocessor, hub.tokenizer, vision, text].filter((path) => path !== null);
}

/**
 * Encoder choices as links and lists name them.
 */
import { defaultBudget, defaultScope } from '../core/script/scriptParameters.ts';
import type { Scope } from '../core/script/scriptSelection.ts';
import { measureLayout, readLayout } from '../core/tokenLayouts.ts';
import type { EncoderOptions } from '../encoders/encoderOptions.ts';
import type { EncoderChoice, ModelStatus } from '../engine/modelRequests.ts';
import type { Precision } from '../encoders/hub/modelEntry.ts';
import { findModel, MODELS } from '../encoders/hub/registry.ts';
import { STARTER, type EncoderSettings, type Settings } from './settings.ts';

/** The same for all precisions and options of a model. */
export function modelOf(choice: EncoderChoice): string | null {
  switch (choice.kind) {
    case 'starter':
      return STARTER;
    case 'hub':
      return choice.modelId;
    case 'files':
      return null;
    default:
      return choice satisfies never;
  }
}

/** What a link says of a choice; the starter leaves the options for the next encoder alone. */
export function describeChoice(choice: EncoderChoice, former: EncoderOptions): EncoderSettings {
  return {
    model: modelOf(choice),
    precision: choice.kind === 'hub' ? choice.precision : null,
    options: choice.kind === 'starter' ? former : choice.options,
  };
}

/** The choice of a model from the list, in a precision or the one that suits the device. */
export function chooseModel(model: ModelStatus, precision: Precision | null, options: EncoderOptions): EncoderChoice {
  const wanted = precision ?? model.recommended;
  const offered = model.precisions.find((candidate) => candidate.precision === wanted) ?? model.precisions[0];
  if (!offered) return { kind: 'starter' };
  return { kind: 'hub', modelId: model.id, precision: offered.precision, options };
}

/** The grid of one view as far as the registry tells; own model files count as the starter. */
export function findEncoderGrid({ model }: EncoderSettings): { rows: number; cols: number } {
  return MODELS.find(({ id }) => id === model) ?? findModel(STARTER);
}

/** Budget and scope that suit some tokens. */
export interface StandardParameters {
  /** [m] */
  budget: number;
  scope: Scope;
}

/** The defaults for a photo as far as the registry tells: what holds unless a link sets them. */
export function findStandard({ encoder, tokenLayout }: Pick<Settings, 'encoder' | 'tokenLayout'>): StandardParameters {
  const { views, rows, cols } = measureLayout(readLayout(tokenLayout), findEncoderGrid(encoder));
  return { budget: defaultBudget(views * rows * cols), scope: defaultScope(views) };
}

/** True if no byte has to come from a server. */
export function isOnDevice(model: ModelStatus, choice: EncoderChoice): boolean {
  if (choice.kind !== 'hub') return true;
  return model.stored.some(({ precision, complete }) => precision === choice.precision && complete);
}

export function isSameEncoder(a: EncoderSettings, b: EncoderSettings): boolean {
  const { tokensFrom, relevanceSource, framing, attentionBlock } = b.options;
  const sameOptions =
    a.options.tokensFrom === tokensFrom &&
    a.options.relevanceSource === relevanceSource &&
    a.options.framing === framing &&
    a.options.attentionBlock === attentionBlock;
  // The starter has no options.
  return a.model === b.model && (a.model === STARTER || (a.precision === b.precision && sameOptions));
}

/**
 * What a person made of the invert switch, for as long as the page is open.
 */
import { findModel } from '../encoders/hub/registry.ts';
import type { EncoderOptions } from '../encoders/encoderOptions.ts';
import type { EncoderChoice } from '../engine/modelRequests.ts';
import { STARTER } from './settings.ts';

export interface InvertMemory {
  remember(choice: EncoderChoice, invert: boolean): void;
  /** undefined if the model was never left with this source of relevance: its default holds. */
  recall(choice: EncoderChoice): boolean | undefined;
}

/** One memory for every model and source of relevance, because each has another default. */
export function createInvertMemory(): InvertMemory {
  const kept = new WeakMap<object, Partial<Record<EncoderOptions['relevanceSource'], boolean>>>();
  return {
    remember: (choice, invert) => kept.set(ownerOf(choice), { ...kept.get(ownerOf(choice)), [sourceOf(choice)]: invert }),
    recall: (choice) => kept.get(ownerOf(choice))?.[sourceOf(choice)],
  };
}

/** The same object for all precisions and options of a model. Own files are another model whenever they are chosen. */
function ownerOf(choice: EncoderChoice): object {
  switch (choice.kind) {
    case 'starter':
      return findModel(STARTER);
    case 'hub':
      return findModel(choice.modelId);
    case 'files':
      return choice.files;
    default:
      return choice satisfies never;
  }
}

/** The starter has no options; its relevance is that of the paper. */
function sourceOf(choice: EncoderChoice): EncoderOptions['relevanceSource'] {
  return choice.kind === 'starter' ? 'paper' : choice.options.relevanceSource;
}

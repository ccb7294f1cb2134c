/**
 * What the encoder's own attention says of a token.
 */
import { formatPercent } from '../format.ts';

export interface AttentionFigure {
  name: string;
  value: string;
  /** One line that says what the value is. */
  title: string;
}

const KINDS = [
  { key: 'classAttention', name: '[CLS] attention', meaning: 'Of what the class token attends to among the tokens of the photo' },
  { key: 'receivedAttention', name: 'Received attention', meaning: 'Of what the tokens of the photo receive from all of them and the class token' },
];

/** The figures of one token, as shares of the sum over all tokens; only those that the encoder gave, in f32[n] of `extras`. */
export function describeAttention(extras: Record<string, Float32Array>, token: number): AttentionFigure[] {
  return KINDS.flatMap(({ key, name, meaning }) => {
    const values = extras[key];
    if (!values) return [];
    const sum = values.reduce((total, value) => total + value, 0);
    return [{ name, value: formatPercent(values[token] / sum, 2), title: meaning }];
  });
}

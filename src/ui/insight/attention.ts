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
  { key: 'classAttention', name: '[CLS] attention', meaning: 'Share of the class token’s attention to the tokens of the photo, mean over heads' },
  { key: 'receivedAttention', name: 'Received attention', meaning: 'Share of the attention that the tokens of the photo receive, mean over heads and queries' },
];

/** The figures of one token, as shares of the sum over all tokens; only those that the encoder gave, in f32[n] of `extras`. */
export function describeAttention(extras: Record<string, Float32Array>, token: number): AttentionFigure[] {
  return KINDS.flatMap(({ key, name, meaning }) => {
    const values = extras[key];
    if (!values) return [];
    const sum = values.reduce((total, value) => total + value, 0);
    const title = `${meaning}; ${formatPercent(1 / values.length, 2)} if it were even`;
    return [{ name, value: formatPercent(values[token] / sum, 2), title }];
  });
}

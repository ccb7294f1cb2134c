/**
 * What the tokenizer made of the question.
 */
import { useAppState } from '../AppContext.ts';
import { readPieces } from './readPieces.ts';

const NONE: string[] = [];

export function TokenPieces() {
  const pieces = useAppState((state) => state.shown?.question.pieces ?? NONE);
  if (pieces.length === 0) return null;
  return (
    <ul className="pieces" aria-label="Token pieces of the question">
      {readPieces(pieces).map(({ key, text, special }) => (
        <li key={key} className="piece" data-special={special || undefined}>
          {text}
        </li>
      ))}
    </ul>
  );
}

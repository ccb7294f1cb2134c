/**
 * Token pieces as people read them.
 */
export interface Piece {
  /** Different for every piece. */
  key: string;
  text: string;
  /** Added by the tokenizer: start, end, padding. */
  special: boolean;
}

const SPECIAL = /^(?:<.+>|\[.+\])$/;

/**
 * Drops the marks of word ends and word starts (CLIP's `</w>`, SentencePiece's `▁`), keeps WordPiece's `##`, and counts
 * padding instead of repeating it.
 */
export function readPieces(pieces: readonly string[]): Piece[] {
  const runs: { piece: string; count: number }[] = [];
  for (const piece of pieces.map(dropMarks)) {
    const last = runs.at(-1);
    if (last?.piece === piece && SPECIAL.test(piece)) last.count += 1;
    else runs.push({ piece, count: 1 });
  }
  return runs.map(({ piece, count }, index) => ({
    key: `${index} ${piece}`,
    text: count > 1 ? `${piece} × ${count}` : piece,
    special: SPECIAL.test(piece),
  }));
}

function dropMarks(piece: string): string {
  return piece.replace(/<\/w>$/, '').replace(/^▁(?=.)/, '');
}

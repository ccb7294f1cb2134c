/**
 * Token pieces as people read them.
 */

const END_OF_WORD = '</w>';
const WORD_START = '\u2581';

/** Shows a piece of a byte-level tokenizer (CLIP's): "caf\u00c3\u00a9</w>" is "café". */
export function readBytePiece(piece: string): string {
  const letters = piece.endsWith(END_OF_WORD) ? piece.slice(0, -END_OF_WORD.length) : piece;
  const bytes: number[] = [];
  for (const letter of letters) {
    const byte = BYTES_OF_LETTERS.get(letter);
    if (byte === undefined) return letters;
    bytes.push(byte);
  }
  return decodeUtf8(Uint8Array.from(bytes));
}

/** Shows a piece of a SentencePiece tokenizer (SigLIP's): "\u2581cat" is "cat"; a lone word start is a space. */
export function readSentencePiece(piece: string): string {
  const text = piece.startsWith(WORD_START) ? piece.slice(WORD_START.length) : piece;
  return text === '' ? '␣' : text.replaceAll(WORD_START, ' ');
}

/** A part of a letter, as CLIP cuts rare scripts, is shown by its bytes: <E7 94>. */
function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `<${Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')}>`;
  }
}

/** GPT-2's alphabet: printable Latin-1 bytes stand for themselves, the others are letters from U+0100 on. */
const BYTES_OF_LETTERS = new Map<string, number>();
let shifted = 0x100;
for (let byte = 0; byte < 256; byte++) {
  const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  BYTES_OF_LETTERS.set(String.fromCodePoint(isPrintable ? byte : shifted++), byte);
}

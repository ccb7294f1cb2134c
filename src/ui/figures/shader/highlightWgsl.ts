/**
 * Splits WGSL into lines of coloured pieces, for React and for SVG alike.
 */
import './prismManual.ts';
import prism from 'prismjs/components/prism-core';
import 'prismjs/components/prism-wgsl';
import type { TokenStream } from 'prismjs';

export const CODE_KINDS = ['plain', 'comment', 'keyword', 'type', 'builtin', 'attribute', 'number', 'function', 'binding'] as const;
export type CodeKind = (typeof CODE_KINDS)[number];

export interface CodePiece {
  text: string;
  kind: CodeKind;
}

/** What Prism calls them. */
const KINDS: Readonly<Record<string, CodeKind>> = {
  comment: 'comment',
  keyword: 'keyword',
  builtin: 'builtin',
  'builtin-attribute': 'attribute',
  attributes: 'attribute',
  attribute: 'attribute',
  'built-in-values': 'attribute',
  functions: 'function',
  'function-calls': 'function',
  'class-name': 'type',
  'bool-literal': 'number',
  'hex-int-literal': 'number',
  'hex-float-literal': 'number',
  'decimal-float-literal': 'number',
  'int-literal': 'number',
};

const { comment, ...others } = prism.languages['wgsl'];
/** `workgroup` is a word of the language in `var<workgroup>` alone, and a name elsewhere. */
const GRAMMAR = { comment, name: /\bworkgroup\b(?=\s*[.:])/, ...others };

/** Prism takes these for functions, for variables, or not for types. */
const TYPES = /^(?:vec[234][fiuh]?|mat[234]x[234][fh]?|[fiu]32|f16|bool|array|atomic|ptr)$/;
/** Prism takes this for a function. */
const KEYWORDS = /^override$/;

/**
 * Lines of a shader.
 * @param bindings names that get a kind of their own wherever code, not a comment, uses them
 */
export function highlightWgsl(code: string, bindings: readonly string[]): CodePiece[][] {
  const lines: CodePiece[][] = [[]];
  const names = new Set(bindings);
  for (const piece of flatten(prism.tokenize(code, GRAMMAR), 'plain')) {
    for (const named of splitNames(piece, names)) appendPiece(lines, named);
  }
  // The last line ends with a line break, and nothing follows it.
  if (lines.at(-1)?.length === 0) lines.pop();
  return lines;
}

function flatten(stream: TokenStream, kind: CodeKind): CodePiece[] {
  if (typeof stream === 'string') return [{ text: stream, kind }];
  if (Array.isArray(stream)) return stream.flatMap((part) => flatten(part, kind));
  return flatten(stream.content, KINDS[stream.type] ?? kind);
}

/** Sets words apart whose kind Prism does not know. */
function splitNames({ text, kind }: CodePiece, bindings: ReadonlySet<string>): CodePiece[] {
  if (kind === 'comment') return [{ text, kind }];
  return text
    .split(/(\b[A-Za-z_]\w*\b)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, kind: kindOfWord(part, kind, bindings) }));
}

function kindOfWord(word: string, kind: CodeKind, bindings: ReadonlySet<string>): CodeKind {
  if (bindings.has(word)) return 'binding';
  if (TYPES.test(word)) return 'type';
  return KEYWORDS.test(word) ? 'keyword' : kind;
}

/** Goes on in the last line, joining neighbours of one kind. */
function appendPiece(lines: CodePiece[][], { text, kind }: CodePiece): void {
  text.split('\n').forEach((part, index) => {
    if (index > 0) lines.push([]);
    const line = lines[lines.length - 1];
    const last = line.at(-1);
    if (part === '') return;
    // Bindings stay single words, so that each can be pointed at.
    if (last?.kind === kind && kind !== 'binding') last.text += part;
    else line.push({ text: part, kind });
  });
}

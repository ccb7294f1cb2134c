/**
 * Highlighted code with line numbers; the uses of one binding can be marked.
 */
import { memo, useEffect, useRef, type CSSProperties, type PointerEvent } from 'react';
import { useFigureStyle } from '../drawing/FigureStyle.ts';
import { CODE_COLOURS, CODE_FONT } from './codeColours.ts';
import { CODE_KINDS, type CodePiece } from './highlightWgsl.ts';

/** Pixels of code that stay in view above what was sought. */
const ABOVE = 60;

interface ShaderCodeProps {
  lines: CodePiece[][];
  file: string;
  /** The binding whose uses are marked. */
  marked: string | null;
  /** The binding whose declaration is brought into view when it changes. */
  sought: string | null;
  /** Called with the binding under the pointer, null for none. */
  onPoint: (name: string | null) => void;
}

export function ShaderCode({ lines, file, marked, sought, onPoint }: ShaderCodeProps) {
  const { theme } = useFigureStyle();
  const box = useRef<HTMLPreElement>(null);
  useEffect(() => {
    if (sought === null) return;
    const line = box.current?.querySelector(`[data-name="${sought}"]`)?.closest<HTMLElement>('.shader-line');
    // Only the code scrolls, not the page.
    if (line) box.current?.scrollTo({ top: line.offsetTop - ABOVE, behavior: 'smooth' });
  }, [sought]);
  const point = ({ target }: PointerEvent) => onPoint((target instanceof HTMLElement && target.dataset['name']) || null);
  const colours = Object.fromEntries(CODE_KINDS.map((kind) => [`--code-${kind}`, CODE_COLOURS[theme][kind]]));
  return (
    // Long lines scroll, which has to work by keyboard, too.
    <pre
      ref={box}
      className="shader-code"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={`Code of ${file}`}
      style={{ ...colours, '--code-font': CODE_FONT } as CSSProperties}
      onPointerOver={point}
      onPointerLeave={() => onPoint(null)}
    >
      <code>
        {lines.map((line, index) => (
          // Lines have no names of their own, and they hold no state.
          // oxlint-disable-next-line react/no-array-index-key
          <CodeLine key={index} line={line} marked={line.some((piece) => isUse(piece, marked)) ? marked : null} />
        ))}
      </code>
    </pre>
  );
}

const CodeLine = memo(({ line, marked }: { line: CodePiece[]; marked: string | null }) => (
  <span className="shader-line" data-marked={marked !== null || undefined}>
    {line.map((piece, index) => (
      <span
        // Pieces, too, are only what they are where they are.
        // oxlint-disable-next-line react/no-array-index-key
        key={index}
        className={`code-${piece.kind}`}
        data-name={piece.kind === 'binding' ? piece.text : undefined}
        data-marked={isUse(piece, marked) || undefined}
      >
        {piece.text}
      </span>
    ))}
    {'\n'}
  </span>
));

function isUse({ kind, text }: CodePiece, name: string | null): boolean {
  return kind === 'binding' && text === name;
}

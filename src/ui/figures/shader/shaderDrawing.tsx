/**
 * A shader as a drawing, for exported files: code with line numbers, and beside it the equation and the bindings.
 */
import type { ShaderSource } from '../../../core/figures/shaderSource.ts';
import { roundPixel, type Drawing } from '../drawing/Drawing.ts';
import type { FigureStyle } from '../drawing/FigureStyle.ts';
import { wrapText } from '../drawing/wrapText.ts';
import { CODE_COLOURS, CODE_FONT } from './codeColours.ts';
import type { CodePiece } from './highlightWgsl.ts';
import type { ShaderKernel } from './shaderKernel.ts';

export interface ShownShader {
  kernel: ShaderKernel;
  source: ShaderSource;
  lines: CodePiece[][];
}

const CODE_SIZE = 12;
/** Width of a character of a usual monospaced font. */
const CHARACTER = CODE_SIZE * 0.602;
const LINE = 17;
const NUMBERS = 34;
const PADDING = 14;
const GAP = 24;
/** The narrowest column for the equation; with less room it stands above the code. */
const NOTES = 240;

export function drawShader({ kernel, source, lines }: ShownShader, style: FigureStyle, width: number): Drawing {
  const longest = Math.max(...lines.map((line) => line.reduce((sum, { text }) => sum + text.length, 0)));
  const codeWidth = Math.ceil(longest * CHARACTER) + NUMBERS + 2 * PADDING;
  const isWide = codeWidth + GAP + NOTES <= width;
  const notes = drawNotes(kernel, source, style, isWide ? width - codeWidth - GAP : width);
  const top = isWide ? 0 : notes.height + GAP;
  const codeHeight = lines.length * LINE + 2 * PADDING;
  const content = (
    <>
      <g transform={`translate(${isWide ? codeWidth + GAP : 0} 0)`}>{notes.content}</g>
      <g transform={`translate(0 ${top})`} fontFamily={CODE_FONT} fontSize={CODE_SIZE} xmlSpace="preserve">
        <rect width={isWide ? codeWidth : width} height={codeHeight} rx={6} fill={style.sunken} />
        {lines.map((line, index) => (
          // Lines have no names of their own, and they hold no state.
          // oxlint-disable-next-line react/no-array-index-key
          <CodeLine key={index} line={line} number={index + 1} y={PADDING + 12 + index * LINE} style={style} />
        ))}
      </g>
    </>
  );
  return { height: isWide ? Math.max(codeHeight, notes.height) : top + codeHeight, content };
}

interface CodeLineProps {
  line: CodePiece[];
  number: number;
  y: number;
  style: FigureStyle;
}

function CodeLine({ line, number, y, style }: CodeLineProps) {
  const colours = CODE_COLOURS[style.theme];
  const { indent, pieces } = splitIndent(line);
  return (
    <>
      <text x={PADDING + NUMBERS - 14} y={y} textAnchor="end" fill={style.soft}>
        {number}
      </text>
      {pieces.length > 0 && (
        <text x={roundPixel(PADDING + NUMBERS + indent * CHARACTER)} y={y}>
          {pieces.map(({ text, kind }, index) => (
            // As for lines.
            // oxlint-disable-next-line react/no-array-index-key
            <tspan key={index} fill={colours[kind]} fontWeight={kind === 'binding' ? 600 : undefined}>
              {text}
            </tspan>
          ))}
        </text>
      )}
    </>
  );
}

/** Not every program that opens SVG keeps leading spaces: they become a place. They all are in the first piece. */
function splitIndent(line: CodePiece[]): { indent: number; pieces: CodePiece[] } {
  if (line.length === 0) return { indent: 0, pieces: [] };
  const [first, ...rest] = line;
  const text = first.text.trimStart();
  return { indent: first.text.length - text.length, pieces: text === '' ? rest : [{ ...first, text }, ...rest] };
}

interface NoteLine {
  text: string;
  tone: 'title' | 'equation' | 'text' | 'code';
}

const STEPS: Record<NoteLine['tone'], number> = { title: 32, equation: 26, text: 18, code: 22 };

function drawNotes(kernel: ShaderKernel, source: ShaderSource, style: FigureStyle, width: number): Drawing {
  const notes = listNotes(kernel, source, width);
  let y = 0;
  const content = notes.map(({ text, tone }, index) => {
    y += index === 0 ? 16 : STEPS[tone];
    // As for lines.
    // oxlint-disable-next-line react/no-array-index-key
    return <NoteText key={index} text={text} tone={tone} y={y} style={style} />;
  });
  return { height: y + 8, content };
}

function NoteText({ text, tone, y, style }: NoteLine & { y: number; style: FigureStyle }) {
  switch (tone) {
    case 'title':
      return (
        <text y={y} fontSize={15} fontWeight={650}>
          {text}
        </text>
      );
    case 'equation':
      return (
        <text y={y} fontSize={16} fontFamily="'STIX Two Text', Cambria, 'Times New Roman', serif">
          {text}
        </text>
      );
    case 'text':
      return (
        <text y={y} fill={style.soft}>
          {text}
        </text>
      );
    case 'code':
      return (
        <text y={y} fontFamily={CODE_FONT} fontSize={12}>
          {text}
        </text>
      );
    default:
      return tone satisfies never;
  }
}

function listNotes({ file, makes, plain }: ShaderKernel, { bindings, entry }: ShaderSource, width: number): NoteLine[] {
  const wrap = (text: string) => wrapText(text, width, 13).map((line): NoteLine => ({ text: line, tone: 'text' }));
  return [
    { text: file, tone: 'title' },
    ...wrap(makes),
    ...plain.map((text): NoteLine => ({ text, tone: 'equation' })),
    { text: 'Workgroup', tone: 'title' },
    ...wrap(describeWorkgroup(entry)),
    { text: 'Bindings', tone: 'title' },
    ...bindings.flatMap(({ group, binding, name, type, note }): NoteLine[] => [
      { text: `${group}.${binding}  ${name}`, tone: 'code' },
      ...wrap(note === '' ? type : note),
    ]),
  ];
}

export function describeWorkgroup(entry: ShaderSource['entry']): string {
  if (!entry) return 'This file has no entry point.';
  const { name, size, threads } = entry;
  return `${name}, @workgroup_size(${size})${threads === null ? '' : `: ${threads} threads`}`;
}

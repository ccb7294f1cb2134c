/**
 * Reads what a WGSL kernel of `shaders/` says about itself: its header comment, its bindings, its entry point. It knows the
 * style of those files, not the whole language.
 */

export interface ShaderBinding {
  group: number;
  binding: number;
  name: string;
  /** Address space: `uniform` for parameters, `storage` for arrays. */
  space: string;
  /** `read` or `read_write`; uniforms are only read. */
  access: string;
  /** As WGSL writes it. */
  type: string;
  /** What the header comment says of it; empty where it says nothing. */
  note: string;
}

/** A constant that a pipeline may set, with its default; or one that is fixed. */
export interface ShaderConstant {
  name: string;
  value: number;
  isOverride: boolean;
}

export interface ShaderEntry {
  name: string;
  /** As WGSL writes it, such as "side, side". */
  size: string;
  /** Threads of a workgroup with the constants of the file; null if an expression is beyond this reader. */
  threads: number | null;
}

export interface ShaderSource {
  /** Paragraphs of the header comment, without its list of bindings. */
  paragraphs: string[];
  bindings: ShaderBinding[];
  constants: ShaderConstant[];
  entry: ShaderEntry | null;
}

/** Reads one shader file. */
export function readShader(code: string): ShaderSource {
  const { paragraphs, notes } = readHeader(code);
  const constants = readConstants(code);
  return { paragraphs, bindings: readBindings(code, notes), constants, entry: readEntry(code, constants) };
}

/** "0  name  note", numbers and columns apart by two spaces or more. */
const BINDING_NOTE = /^(\d+) {2,}(\w+) *(.*)$/;
const GROUP_NOTE = /^group (\d+)$/;

function readHeader(code: string): { paragraphs: string[]; notes: Map<string, string> } {
  const paragraphs: string[] = [];
  const notes = new Map<string, string>();
  let group = 0;
  let isOpen = false;
  for (const line of code.split('\n')) {
    if (!line.startsWith('//')) break;
    const text = line.slice(2).trim();
    const words = text.replaceAll(/ {2,}/g, ' ');
    const ofGroup = GROUP_NOTE.exec(text);
    const ofBinding = BINDING_NOTE.exec(text);
    if (ofGroup) group = Number(ofGroup[1]);
    else if (ofBinding) notes.set(`${group} ${ofBinding[1]}`, ofBinding[3].trim());
    else if (text !== '' && isOpen) paragraphs[paragraphs.length - 1] += ` ${words}`;
    else if (text !== '') paragraphs.push(words);
    isOpen = text !== '' && !ofGroup && !ofBinding;
  }
  return { paragraphs, notes };
}

const BINDING = /@group\((\d+)\)\s*@binding\((\d+)\)\s*var<(\w+)(?:,\s*(\w+))?>\s*(\w+)\s*:\s*([^;]+);/g;

function readBindings(code: string, notes: Map<string, string>): ShaderBinding[] {
  return Array.from(code.matchAll(BINDING), ([, group, binding, space, access, name, type]) => ({
    group: Number(group),
    binding: Number(binding),
    name,
    space,
    access: access ?? 'read',
    type: type.trim(),
    note: notes.get(`${group} ${binding}`) ?? '',
  }));
}

const CONSTANT = /^(const|override) (\w+)(?:\s*:\s*\w+)?\s*=\s*([^;]+);/gm;

/** Constants whose values are products of numbers and earlier constants; others, such as structures, are left out. */
function readConstants(code: string): ShaderConstant[] {
  const constants: ShaderConstant[] = [];
  for (const [, keyword, name, expression] of code.matchAll(CONSTANT)) {
    const value = evaluate(expression, constants);
    if (value !== null) constants.push({ name, value, isOverride: keyword === 'override' });
  }
  return constants;
}

const ENTRY = /@compute\s+@workgroup_size\(([^)]*)\)\s*fn (\w+)/;

function readEntry(code: string, constants: readonly ShaderConstant[]): ShaderEntry | null {
  const found = ENTRY.exec(code);
  if (!found) return null;
  const [, size, name] = found;
  const sides = size.split(',').map((side) => evaluate(side, constants));
  const threads = sides.reduce<number | null>((product, side) => (product === null || side === null ? null : product * side), 1);
  return { name, size: size.trim(), threads };
}

/** A product or sum of two or more numbers or names, from left to right; null for anything else. */
function evaluate(expression: string, constants: readonly ShaderConstant[]): number | null {
  const terms = expression.split('+').map((term) => {
    const factors = term.split('*').map((factor) => valueOf(factor.trim(), constants));
    return factors.reduce<number | null>((product, factor) => (product === null || factor === null ? null : product * factor), 1);
  });
  return terms.reduce<number | null>((sum, term) => (sum === null || term === null ? null : sum + term), 0);
}

const NUMBER = /^(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?)[uifh]?$/;

function valueOf(word: string, constants: readonly ShaderConstant[]): number | null {
  if (NUMBER.test(word)) return word.startsWith('0x') ? Number(word.replace(/[ui]$/, '')) : Number.parseFloat(word);
  return constants.find(({ name }) => name === word)?.value ?? null;
}

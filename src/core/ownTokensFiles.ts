/**
 * Gathers the named tensors of one or several files that together hold own tokens.
 */
import { EXTRA_NAMES, isExtraName } from './ownTokensExtras.ts';
import { openTensorFile } from './tensorFile.ts';
import { type Tensor, TensorFileError } from './tensorFileElements.ts';

/** The tensors that own tokens consist of; `projected` counts as tokens where `tokens` is missing. */
const MAIN_NAMES = ['tokens', 'joint', 'query', 'pooled', 'grid'];
/** Names listed in one sentence. */
const MOST_NAMES = 8;

export interface OwnTokensFile {
  /** Path or name; the content decides the format. */
  name: string;
  bytes: Uint8Array;
  /** The tensor that this file must hold; the array of a .npy file is called that instead of after its file. */
  holds?: string;
}

export interface GatheredTensors {
  /** Known names only. */
  names: string[];
  /** Decodes a tensor; null if no file holds it. */
  read(name: string): Tensor | null;
  notices: string[];
}

interface Found {
  name: string;
  file: OwnTokensFile;
  format: 'npy' | 'npz' | 'safetensors';
  read: () => Tensor;
}

/**
 * Opens the files and sorts their tensors by name. The only tensor of a name that means nothing stands for the tokens if
 * there are no others; further such names are ignored with a notice.
 * @throws TensorFileError for a file that cannot be read, a tensor that is given twice, or no tokens
 */
export function gatherTensors(files: OwnTokensFile[]): GatheredTensors {
  const found = files.flatMap(openFile);
  const known = new Map<string, Found>();
  for (const entry of found.filter(({ name }) => isKnown(name))) {
    const earlier = known.get(entry.name);
    if (earlier) {
      throw new TensorFileError(`"${entry.name}" is given twice, by ${earlier.file.name} and by ${entry.file.name}; give it once.`);
    }
    known.set(entry.name, entry);
  }
  const unknown = found.filter(({ name }) => !isKnown(name));
  const notices: string[] = [];
  if (!known.has('tokens') && !known.has('projected')) {
    const adopted = requireOnly(unknown, found, files);
    known.set('tokens', adopted);
    if (adopted.format !== 'npy') notices.push(`${adopted.file.name} holds no "tokens"; its only other tensor, "${adopted.name}", is read as them.`);
  } else if (unknown.length > 0) {
    notices.push(`Ignored, because the names mean nothing here: ${listNames(unknown)}. Known are ${MAIN_NAMES.join(', ')}, ${EXTRA_NAMES}.`);
  }
  return { names: [...known.keys()], read: (name) => known.get(name)?.read() ?? null, notices };
}

function isKnown(name: string): boolean {
  return MAIN_NAMES.includes(name) || isExtraName(name);
}

function openFile(file: OwnTokensFile): Found[] {
  const { format, tensors } = openTensorFile(file.bytes, file.name);
  const found = [...tensors].map(([name, read]) => ({ name, file, format, read }));
  const { holds } = file;
  if (holds === undefined) return found;
  if (format === 'npy') return found.map((entry) => ({ ...entry, name: holds }));
  // Tokens may also come as `projected`, or under a name of the person's own.
  if (holds !== 'tokens' && !tensors.has(holds)) {
    throw new TensorFileError(`${file.name} holds no tensor "${holds}"; it holds ${listNames(found)}.`);
  }
  return found;
}

function requireOnly(unknown: Found[], found: Found[], files: OwnTokensFile[]): Found {
  const [only] = unknown;
  if (only && unknown.length === 1) return only;
  const names = files.map(({ name }) => name).join(', ');
  throw new TensorFileError(`No tensor "tokens" of shape n x d in ${names || 'no files'}; found ${listNames(found)}.`);
}

function listNames(found: Found[]): string {
  if (found.length === 0) return 'nothing';
  const names = found.slice(0, MOST_NAMES).map(({ name }) => `"${name.slice(0, 60)}"`);
  return found.length > MOST_NAMES ? `${names.join(', ')} and ${found.length - MOST_NAMES} more` : names.join(', ');
}

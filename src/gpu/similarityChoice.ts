/**
 * Which variant of the similarity kernel a device runs: the one that was faster on it, now or when it was last measured.
 */
import type { SimilarityVariant } from '../core/kernels.ts';
import { SIMILARITY_SHADERS, type OfferedSimilarities } from './kernels/similarity.ts';

/** Short texts that outlast a visit. It may fail in any way; then everything is measured again. */
export interface ChoiceMemory {
  recall(key: string): Promise<string | null>;
  remember(key: string, value: string): Promise<void>;
}

/** A memory that takes longer is not waited for. */
const LONGEST_RECALL_MILLISECONDS = 500;

/**
 * The remembered winner, if it was measured on this adapter with these shaders; else the winner of a race, which is then
 * remembered. Never fails: what every device offers is the answer where nothing else is known.
 * @param race measures the variants; not called where there is only one
 * @param version of the shaders that were measured
 */
export async function chooseSimilarity(
  info: AdapterNames,
  offered: OfferedSimilarities,
  memory: ChoiceMemory | undefined,
  race: () => Promise<SimilarityVariant>,
  version = fingerprint(Object.values(SIMILARITY_SHADERS).map(({ code }) => code)),
): Promise<SimilarityVariant> {
  if (!offered.subgroups) return 'workgroup';
  const key = `similarity on ${[info.vendor, info.architecture, info.device, info.description].join(', ')}`;
  const write = (variant: SimilarityVariant) => `${variant} ${version}`;
  const remembered = memory && (await recallSoon(memory, key));
  const known = (['workgroup', 'subgroups'] as const).find((variant) => write(variant) === remembered);
  if (known) return known;
  try {
    const winner = await race();
    if (memory) void keep(memory, key, write(winner));
    return winner;
  } catch {
    return 'workgroup';
  }
}

/** Nobody waits for this: what could not be kept is measured again. */
async function keep(memory: ChoiceMemory, key: string, value: string): Promise<void> {
  try {
    await memory.remember(key, value);
  } catch {
    // A full or forbidden store.
  }
}

/** What tells one adapter from another. */
export type AdapterNames = Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description'>;

/** What was remembered; null if that is nothing, failed or takes too long. */
async function recallSoon(memory: ChoiceMemory, key: string): Promise<string | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), LONGEST_RECALL_MILLISECONDS);
  });
  try {
    return await Promise.race([memory.recall(key), tooLate]);
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** A number that changes with the texts: FNV-1a over their UTF-16 units, in hexadecimal. */
function fingerprint(texts: readonly string[]): string {
  let hash = 0x811c9dc5;
  for (const unit of texts.join('\n').split('')) hash = Math.imul(hash ^ unit.charCodeAt(0), 0x01000193);
  return (hash >>> 0).toString(16);
}

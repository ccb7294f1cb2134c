/**
 * Which variant of the similarity kernel is picked, and how that is remembered between visits.
 */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SimilarityVariant } from '../../src/core/kernels.ts';
import { deviceMemory } from '../../src/engine/deviceMemory.ts';
import type { Similarity } from '../../src/gpu/kernels/similarity.ts';
import { chooseSimilarity, type ChoiceMemory } from '../../src/gpu/similarityChoice.ts';

const INFO = { vendor: 'nvidia', architecture: 'hopper', device: '', description: '' };
const kernel: Similarity = { encodeFull: () => undefined, encodeBlock: () => undefined };
const BOTH = { workgroup: kernel, subgroups: kernel };

/** A race with a known winner, which counts how often it is run. */
function fixRace(winner: SimilarityVariant) {
  return vi.fn<() => Promise<SimilarityVariant>>(() => Promise.resolve(winner));
}

function createMemory(): ChoiceMemory & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, recall: (key) => Promise.resolve(kept.get(key) ?? null), remember: (key, value) => Promise.resolve(void kept.set(key, value)) };
}

describe('the choice of a similarity kernel', () => {
  it.each(['workgroup', 'subgroups'] as const)('is the winner of the race: %s', async (winner) => {
    expect(await chooseSimilarity(INFO, BOTH, undefined, fixRace(winner))).toBe(winner);
  });

  it('is measured once for an adapter', async () => {
    const memory = createMemory();
    const race = fixRace('subgroups');
    for (let visit = 0; visit < 3; visit++) expect(await chooseSimilarity(INFO, BOTH, memory, race)).toBe('subgroups');
    expect(race).toHaveBeenCalledTimes(1);
    expect([...memory.kept]).toEqual([['similarity on nvidia, hopper, , ', expect.stringMatching(/^subgroups [0-9a-f]+$/)]]);
    await chooseSimilarity({ ...INFO, architecture: 'ampere' }, BOTH, memory, race);
    expect(race).toHaveBeenCalledTimes(2);
  });

  it('is measured anew when a shader has changed, and takes the place of the old one', async () => {
    const memory = createMemory();
    await chooseSimilarity(INFO, BOTH, memory, fixRace('subgroups'), '1');
    const race = fixRace('workgroup');
    expect(await chooseSimilarity(INFO, BOTH, memory, race, '2')).toBe('workgroup');
    expect(race).toHaveBeenCalledTimes(1);
    expect([...memory.kept.values()]).toEqual(['workgroup 2']);
  });

  it('is the only one there is, unmeasured', async () => {
    const memory = createMemory();
    const race = fixRace('subgroups');
    expect(await chooseSimilarity(INFO, { workgroup: kernel, subgroups: null }, memory, race)).toBe('workgroup');
    expect(race).not.toHaveBeenCalled();
    expect(memory.kept.size).toBe(0);
  });

  it.each<[string, ChoiceMemory]>([
    ['rejects', { recall: () => Promise.reject(new Error('no storage')), remember: () => Promise.reject(new Error('full')) }],
    [
      'throws',
      {
        recall: () => {
          throw new Error('no storage');
        },
        remember: () => {
          throw new Error('full');
        },
      },
    ],
    ['never answers', { recall: () => new Promise(() => undefined), remember: () => new Promise(() => undefined) }],
    ['holds nonsense', { recall: () => Promise.resolve('<html>'), remember: () => Promise.resolve() }],
  ])('is measured where the memory %s', async (_, memory) => {
    const race = fixRace('subgroups');
    expect(await chooseSimilarity(INFO, BOTH, memory, race)).toBe('subgroups');
    expect(race).toHaveBeenCalledTimes(1);
  });

  it('is the variant of every device, not remembered, if the race fails', async () => {
    const memory = createMemory();
    expect(await chooseSimilarity(INFO, BOTH, memory, () => Promise.reject(new Error('out of memory')))).toBe('workgroup');
    expect(memory.kept.size).toBe(0);
  });
});

describe('the memory of the page', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('keeps one text per key in Cache Storage', async () => {
    const entries = new Map<string, Response>();
    const cache = { match: async (url: string) => entries.get(url)?.clone(), put: async (url: string, response: Response) => void entries.set(url, response) };
    vi.stubGlobal('caches', { open: async () => cache });
    vi.stubGlobal('self', { location: { origin: 'https://example.org' } });
    expect(await deviceMemory.recall('an adapter & its shaders?')).toBeNull();
    await deviceMemory.remember('an adapter & its shaders?', 'subgroups 1');
    await deviceMemory.remember('another', 'workgroup 1');
    await deviceMemory.remember('an adapter & its shaders?', 'workgroup 2');
    expect(await deviceMemory.recall('an adapter & its shaders?')).toBe('workgroup 2');
    expect(await deviceMemory.recall('another')).toBe('workgroup 1');
  });

  it('rejects where there is no storage', async () => {
    vi.stubGlobal('caches', undefined);
    await expect(deviceMemory.recall('an adapter')).rejects.toThrow();
    await expect(deviceMemory.remember('an adapter', 'workgroup 1')).rejects.toThrow();
  });
});

/** Which addresses the page may ask, as its own policy says. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { describePolicy } from '../../scripts/policy.mjs';
import { coversAddress, explainForbidden, readConnectSources } from '../../src/state/pagePolicy.ts';
import { createPage } from './statePage.ts';

const OWN = 'http://127.0.0.1:4173';

function servePage(policy: string | null): void {
  vi.stubGlobal('document', { querySelector: () => (policy === null ? null : { content: policy }) });
  vi.stubGlobal('window', { location: { origin: OWN } });
}

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('a source of the policy', () => {
  it.each([
    ["'self'", `${OWN}/models`, true],
    ["'self'", 'http://127.0.0.1:4174', false],
    ['https://huggingface.co', 'https://huggingface.co/models', true],
    ['https://huggingface.co', 'http://huggingface.co', false],
    ['https://huggingface.co', 'https://huggingface.co:8443', false],
    ['https://huggingface.co', 'https://evilhuggingface.co', false],
    ['https://huggingface.co', 'https://huggingface.co.evil.example', false],
    ['https://*.hf.co', 'https://cas-bridge.xethub.hf.co', true],
    ['https://*.hf.co', 'https://hf.co', false],
    ['https://*.hf.co', 'https://evilhf.co', false],
    ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/models/', true],
    ["'none'", 'https://huggingface.co', false],
  ])('%s and %s: %s', (source, address, covered) => {
    expect(coversAddress(source, new URL(address), OWN)).toBe(covered);
  });
});

describe('the page', () => {
  it('reads whom it may ask from its policy, and may ask everybody without one', () => {
    expect(readConnectSources("default-src 'none'; connect-src 'self'  https://a.example;script-src 'self'")).toEqual(["'self'", 'https://a.example']);
    expect(readConnectSources("script-src 'self'")).toBeNull();
    expect(explainForbidden('https://mirror.example')).toBeNull();
    servePage(null);
    expect(explainForbidden('https://mirror.example')).toBeNull();
  });

  it('says in a sentence whom it may not ask, whom it may, and how to change that', () => {
    servePage(describePolicy(['https://models.school.example']));
    for (const allowed of ['https://huggingface.co', 'https://models.school.example/hub', OWN]) expect(explainForbidden(allowed)).toBeNull();
    expect(explainForbidden('http://mirror.example:8080/models')).toBe(
      'This page may not ask mirror.example:8080, only huggingface.co, *.huggingface.co, *.hf.co, models.school.example: whoever serves the page ' +
        'has to allow it, by “npm start -- --model-host http://mirror.example:8080” or by building it with MODEL_HOSTS=http://mirror.example:8080.',
    );
  });

  it('keeps the former address of the hub when the new one is forbidden', () => {
    const { store, controller } = createPage();
    servePage(describePolicy([]));
    expect(() => controller.encoders.setHubAddress('https://mirror.example')).toThrow('This page may not ask mirror.example, only');
    expect(store.getState().encoder.hubAddress).toBe('https://huggingface.co');
    controller.encoders.setHubAddress('https://www.hf.co');
    expect(store.getState().encoder.hubAddress).toBe('https://www.hf.co');
  });
});

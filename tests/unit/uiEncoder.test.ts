import { describe, expect, it } from 'vitest';
import { DEFAULT_ENCODER_OPTIONS } from '../../src/encoders/encoderOptions.ts';
import { readPieces } from '../../src/ui/ask/readPieces.ts';
import { describeDownload, describeOffer, initialPrecision } from '../../src/ui/encoder/describeModel.ts';
import { listOf } from './statePage.ts';

function texts(pieces: string[]): string[] {
  return readPieces(pieces).map(({ text }) => text);
}

function clip(stored: { precision: 'fp32' | 'fp16' | 'q8'; complete?: boolean }[] = []) {
  const id = 'clip-vit-base-patch32';
  const model = listOf(stored.map((one) => ({ id, ...one }))).models.find((candidate) => candidate.id === id);
  if (!model) throw new Error(`The registry has no ${id}.`);
  return model;
}

describe('token pieces', () => {
  it('lose the marks of word starts and ends', () => {
    expect(texts(['<|startoftext|>', 'a</w>', 'pho', 'to</w>', '?</w>', '<|endoftext|>'])).toEqual([
      '<|startoftext|>', 'a', 'pho', 'to', '?', '<|endoftext|>',
    ]);
    expect(texts(['▁a', '▁cat', '▁'])).toEqual(['a', 'cat', '▁']);
    expect(texts(['play', '##ground'])).toEqual(['play', '##ground']);
  });

  it('count padding, but not words that repeat', () => {
    const read = readPieces(['no', 'no', '</s>', '<pad>', '<pad>', '<pad>']);
    expect(read.map(({ text, special }) => [text, special])).toEqual([['no', false], ['no', false], ['</s>', true], ['<pad> × 3', true]]);
    expect(new Set(read.map(({ key }) => key)).size).toBe(4);
  });
});

describe('the words about a download', () => {
  it('begin with the recommended precision, one that is here, or the one in use', () => {
    expect(initialPrecision(clip(), { kind: 'starter' })).toBe('q8');
    expect(initialPrecision(clip([{ precision: 'fp32' }]), { kind: 'starter' })).toBe('fp32');
    const inUse = { kind: 'hub', modelId: 'clip-vit-base-patch32', precision: 'fp16', options: DEFAULT_ENCODER_OPTIONS } as const;
    expect(initialPrecision(clip([{ precision: 'fp32' }]), inUse)).toBe('fp16');
  });

  it('mark the recommended one and the one to opt in to', () => {
    const offers = clip().precisions.map((offer) => describeOffer(offer, 'q8').replaceAll(/\s/g, ' '));
    expect(offers).toEqual(['fp32, about 608 MB', 'fp16, about 306 MB, opt-in', 'q8, about 156 MB, recommended']);
  });

  it('tell what is here', () => {
    const model = clip([{ precision: 'fp32' }, { precision: 'q8', complete: false }]);
    expect(describeDownload(model, 'fp32', false).state).toBe('here');
    expect(describeDownload(model, 'fp16', false).state).toBe('missing');
    const { state, text } = describeDownload(model, 'q8', false);
    expect([state, text.replaceAll(/\s/g, ' ')]).toEqual(['partial', '1 MB of about 156 MB are here']);
    expect(describeDownload(clip(), null, false).state).toBe('here');
  });

  it('do not call a model missing that is in use after its files were deleted', () => {
    expect(describeDownload(clip(), 'q8', true)).toEqual({ text: 'in memory until the page is closed', state: 'here' });
    expect(describeDownload(clip([{ precision: 'q8' }]), 'q8', true).text).toContain('on this device');
  });
});

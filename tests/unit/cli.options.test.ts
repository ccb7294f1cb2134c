import { describe, expect, test } from 'vitest';
import { InputError, parseOptions } from '../../src/cli/options.ts';

const parse = (line: string) => parseOptions(line.split(' ').filter(Boolean));

describe('command line', () => {
  test('reads every option, negative numbers included', () => {
    const options = parse(
      '--tokens t.npy --joint e.npy --query q.npy --tensors x.npz --method script --budget 64 --tau -0.1 --gamma 4 --prune-ratio 0.25 ' +
        '--epsilon 1e-5 --invert --graph full --scope per-view --views 5 --rows 24 --cols 24 --order-length 100 --device cpu --out r.json',
    );
    expect(options).toMatchObject({
      source: { kind: 'tokens', tokens: 't.npy', joint: 'e.npy', query: 'q.npy', tensors: 'x.npz' },
      device: 'cpu',
      views: 5,
      rows: 24,
      cols: 24,
      orderLength: 100,
      out: 'r.json',
    });
    expect(options.parametersFor(576, 5)).toEqual({
      budget: 64,
      threshold: -0.1,
      gamma: 4,
      pruneRatio: 0.25,
      epsilon: 1e-5,
      invert: true,
      graph: 'full',
      scope: 'per-view',
      relevanceExponent: 1,
      querySource: 'pooled',
    });
  });

  test('has the documented defaults', () => {
    const options = parse('--image photo.jpg');
    expect(options.source).toEqual({ kind: 'image', image: 'photo.jpg', question: '' });
    expect(options.device).toBe('gpu');
    expect(options.parametersFor(576, 1)).toMatchObject({ budget: 64, threshold: 0.5, gamma: 10, pruneRatio: 0.5, scope: 'joint' });
    expect(options.parametersFor(2880, 5)).toMatchObject({ budget: 320, scope: 'per-view' });
  });

  test.each([
    ['', 'Nothing to prune'],
    ['--tokens a.npy --image b.png', 'either --tokens or --image'],
    ['--tokens a.npy --question what', '--question needs --image'],
    ['--image b.png --query q.npy', '--joint and --query belong to --tokens'],
    ['--image b.png --tensors x.npz', '--tensors belongs to --tokens'],
    ['--tokens a.npy --rows 3', 'Give --rows and --cols together.'],
    ['--tokens a.npy --tau high', '--tau is "high"; it must be a number.'],
    ['--tokens a.npy --budget 1.5', '--budget is 1.5; it must be a whole number of at least 1.'],
    ['--tokens a.npy --graph star', '--graph is "star"; it must be bipartite or full.'],
    ['--tokens a.npy --method magic', '--method is "magic"'],
    ['--tokens a.npy --speed 9', "Unknown option '--speed'"],
    ['--tokens', 'argument missing'],
  ])('"%s" is refused in one sentence', (line, sentence) => {
    expect(() => parse(line)).toThrow(InputError);
    expect(() => parse(line)).toThrow(sentence);
  });
});

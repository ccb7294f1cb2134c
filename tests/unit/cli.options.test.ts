import { describe, expect, test } from 'vitest';
import { METHODS } from '../../src/core/methods/registry.ts';
import { InputError } from '../../src/cli/inputError.ts';
import { parseOptions, type PruneOptions, USAGE } from '../../src/cli/options.ts';

const parse = (line: string) => parseOptions(line.split(' ').filter(Boolean));

function scriptParameters({ run }: PruneOptions, views: number) {
  if (run.kind !== 'script') throw new Error(`Expected Script, got ${run.kind}.`);
  return run.parametersFor(views);
}

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
      run: { kind: 'script', orderLength: 100 },
      out: 'r.json',
    });
    expect(options.budgetFor(576)).toBe(64);
    expect(scriptParameters(options, 5)).toEqual({
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
    expect(options.source).toEqual({ kind: 'image', image: 'photo.jpg', question: '', tokenLayout: 'llava-1.5' });
    expect(parse('--image photo.jpg --layout tiles-2x3+base').source).toMatchObject({ tokenLayout: 'tiles-2x3+base' });
    expect(options.device).toBe('gpu');
    expect([576, 2880].map(options.budgetFor)).toEqual([64, 320]);
    expect(scriptParameters(options, 1)).toMatchObject({ threshold: 0.5, gamma: 10, pruneRatio: 0.5, scope: 'joint' });
    expect(scriptParameters(options, 5)).toMatchObject({ scope: 'per-view' });
  });

  test('takes any method with its own parameters', () => {
    const { run } = parse('--tokens t.npy --method visionzip --contextual-share 0.25 --stand-ins');
    expect(run).toMatchObject({ kind: 'method', chosen: { method: { id: 'visionzip' }, parameters: { contextualShare: 0.25 } }, allowStandIns: true });
    expect(parse('--tokens t.npy --method random --seed 7').run).toMatchObject({ chosen: { parameters: { seed: 7 } } });
    expect(parse('--tokens t.npy --method cdpruner --reweight --theta 0.3').run).toMatchObject({ chosen: { parameters: { reweight: true, theta: 0.3 } } });
    expect(parse('--tokens t.npy --method cdpruner --no-reweight').run).toMatchObject({ chosen: { parameters: { reweight: false } } });
  });

  test('compares methods, each with the parameters it has', () => {
    const { run } = parse('--tokens t.npy --compare script,random,divprune --tau 0.3 --seed 2');
    expect(run).toMatchObject({
      kind: 'compare',
      chosen: [
        { method: { id: 'script' }, parameters: { threshold: 0.3 } },
        { method: { id: 'random' }, parameters: { seed: 2 } },
        { method: { id: 'divprune' }, parameters: {} },
      ],
      allowStandIns: false,
    });
  });

  test('the help names every method', () => {
    for (const { id } of METHODS) expect(USAGE).toContain(`\n  ${id}`);
  });

  test.each([
    ['', 'Nothing to prune'],
    ['--tokens a.npy --image b.png', 'either --tokens or --image'],
    ['--tokens a.npy --question what', '--question needs --image'],
    ['--image b.png --query q.npy', '--joint and --query belong to --tokens'],
    ['--image b.png --tensors x.npz', '--tensors belongs to --tokens'],
    ['--tokens a.npy --layout llava-next', '--layout needs --image'],
    ['--image b.png --layout tiles-9x9', '--layout is "tiles-9x9"; it must be llava-1.5'],
    ['--tokens a.npy --rows 3', 'Give --rows and --cols together.'],
    ['--tokens a.npy --tau high', '--tau is "high"; it must be a number.'],
    ['--tokens a.npy --budget 1.5', '--budget is 1.5; it must be a whole number of at least 1.'],
    ['--tokens a.npy --graph star', '--graph is "star"; it must be bipartite or full.'],
    ['--tokens a.npy --method magic', '--method is "magic"'],
    ['--tokens a.npy --method trim --seed 9', '--seed is no parameter of trim; there are --rule'],
    ['--tokens a.npy --method divprune --tau 0.5', '--tau is no parameter of divprune; there are none.'],
    ['--tokens a.npy --method visionzip --contextual-share 0.9', '--contextual-share is 0.9; it must be a number from 0 to 0.5.'],
    ['--tokens a.npy --method visionzip --contextual-share many', '--contextual-share is "many"; it must be a number'],
    ['--tokens a.npy --method random --seed 1.5', '--seed is 1.5; it must be a whole number'],
    ['--tokens a.npy --method trim --order-length 5', '--order-length belongs to --method script.'],
    ['--tokens a.npy --compare script,magic', '--compare is "magic"'],
    ['--tokens a.npy --compare script --method trim', 'either --method or --compare'],
    ['--tokens a.npy --speed 9', "Unknown option '--speed'"],
    ['--tokens', 'argument missing'],
  ])('"%s" is refused in one sentence', (line, sentence) => {
    expect(() => parse(line)).toThrow(InputError);
    expect(() => parse(line)).toThrow(sentence);
  });
});

describe('the options of a sweep', () => {
  test('are read with its boxes, its questions and the parameters that it leaves alone', () => {
    const options = parseOptions(['--image-dir', 'photos', '--sweep', 'tau=0.1:0.9:0.1', '--region', '0,0,0.5,0.5', '--region', '0.5,0,0.25,1', '--question', 'Why?', '--question', 'Who?', '--graph', 'full']);
    expect(options).toMatchObject({
      source: { kind: 'folder', folder: 'photos', tokenLayout: 'llava-1.5' },
      run: {
        kind: 'sweep',
        sweep: 'tau=0.1:0.9:0.1',
        questions: ['Why?', 'Who?'],
        regions: [
          { x: 0, y: 0, width: 0.5, height: 0.5 },
          { x: 0.5, y: 0, width: 0.25, height: 1 },
        ],
      },
    });
    expect(options.run.kind === 'sweep' && options.run.parametersFor(1)).toMatchObject({ graph: 'full', scope: 'joint', gamma: 10 });
  });

  test.each([
    ['--tokens t.npy --sweep m=7 --region 0,0,2,2', '--region is "0,0,2,2"'],
    ['--tokens t.npy --sweep m=7 --region 0,0,1', '--region is "0,0,1"'],
    ['--tokens t.npy --sweep m=7 --method saint', '--method does not go with --sweep'],
    ['--tokens t.npy --sweep m=7 --compare script,saint', '--compare does not go with --sweep'],
    ['--tokens t.npy --sweep m=7 --order-length 9', '--order-length does not go with --sweep'],
    ['--tokens t.npy --region 0,0,1,1', '--region needs --sweep'],
    ['--image-dir photos', '--image-dir needs --sweep'],
    ['--image-dir photos --image a.png --sweep m=7', 'Give either --image-dir or --image'],
    ['--image a.png --question Why? --question Who?', 'only --sweep asks several'],
  ])('%s is refused with a reason', (line, reason) => {
    expect(() => parse(line)).toThrow(reason);
    expect(() => parse(line)).toThrow(InputError);
  });
});

/**
 * Runs the contestants against one another: repetitions take turns (A B C A B C ...), so that what else the machine does
 * falls on all alike.
 */
import type { Ceilings } from './ceilings.ts';
import type { Contestant, OpenContestant, Repetition } from './contestant.ts';
import { makeInputs, type BenchInputs } from './inputs.ts';
import type { Lineup } from './lineup.ts';
import { summarize, type BenchReport, type Measured, type SizeReport } from './report.ts';
import { describeSize, type BenchSize } from './sizes.ts';
import { TASKS } from './work.ts';

export interface BenchPlan {
  sizes: BenchSize[];
  /** Measured repetitions, after one to warm up. */
  repeat: number;
  /** Time that one contestant may use at one size; what has begun is finished, and every one runs at least once. */
  secondsPerContestant: number;
}

export interface BenchProgress {
  /** What is going on right now. */
  sentence: string;
  /** From 0 to 1. */
  share: number;
  /** Everything measured so far. */
  report: BenchReport;
}

/** A contestant on its way through one size. */
interface Racer extends Measured {
  open: OpenContestant;
  milliseconds: number;
  isDone: boolean;
}

/** @param onProgress called before every step; a throw ends the run */
export async function runBench(plan: BenchPlan, lineup: Lineup, onProgress: (progress: BenchProgress) => void): Promise<BenchReport> {
  const report = startReport(plan, lineup);
  const stepsPerSize = lineup.contestants.length * (plan.repeat + 1);
  const total = stepsPerSize * plan.sizes.length;
  let done = 0;
  const tell = (sentence: string): void => onProgress({ sentence, share: done / total, report });
  if (lineup.measureCeilings) {
    tell('Measuring the ceilings of the device.');
    report.ceilings = await lineup.measureCeilings();
  }
  for (const [index, size] of plan.sizes.entries()) {
    const part: SizeReport = { ...size, results: [], failures: [] };
    report.sizes.push(part);
    done = index * stepsPerSize;
    await measureSize(plan, lineup.contestants, part, report.ceilings, (sentence, steps) => {
      done = index * stepsPerSize + steps;
      tell(`${describeSize(size)}: ${sentence}`);
    });
  }
  done = total;
  tell('Done.');
  return report;
}

function startReport({ repeat, secondsPerContestant }: BenchPlan, { contestants, absentees, device, environment }: Lineup): BenchReport {
  return {
    date: new Date().toISOString(),
    device,
    environment,
    repeat,
    secondsPerContestant,
    ceilings: null,
    contestants: contestants.map(({ id, title, processor, note }) => ({ id, title, processor, note })),
    notAvailable: absentees,
    sizes: [],
  };
}

async function measureSize(
  plan: BenchPlan,
  contestants: readonly Contestant[],
  part: SizeReport,
  ceilings: Ceilings | null,
  tell: (sentence: string, steps: number) => void,
): Promise<void> {
  tell('making the tokens.', 0);
  const inputs = makeInputs(part);
  const racers = await openRacers(contestants, inputs, part, tell);
  try {
    for (let round = 0; round <= plan.repeat; round++) {
      for (const [place, racer] of racers.entries()) {
        if (racer.isDone) continue;
        const what = round === 0 ? 'warms up' : `repetition ${round} of ${plan.repeat}`;
        tell(`${racer.contestant.title}, ${what}.`, round * contestants.length + place);
        await takeTurn(racer, round, plan, part);
        const reference = racers[0].outcome;
        part.results = TASKS.flatMap((task) => racers.flatMap((one) => summarize(task, part, one, { reference, ceilings }) ?? []));
      }
    }
  } finally {
    for (const racer of racers) await racer.open.close();
  }
}

async function openRacers(
  contestants: readonly Contestant[],
  inputs: BenchInputs,
  part: SizeReport,
  tell: (sentence: string, steps: number) => void,
): Promise<Racer[]> {
  const racers: Racer[] = [];
  for (const contestant of contestants) {
    tell(`${contestant.title} takes the tokens.`, 0);
    try {
      const open = await contestant.open(inputs);
      racers.push({ contestant, open, samples: new Map(), outcome: {}, cold: false, milliseconds: 0, isDone: false });
    } catch (error) {
      part.failures.push(describeFailure(contestant, error));
    }
  }
  return racers;
}

/** The first turn warms up; one that alone uses up the time there is counts, and stays the only one. */
async function takeTurn(racer: Racer, round: number, { secondsPerContestant }: BenchPlan, part: SizeReport): Promise<void> {
  const limit = 1000 * secondsPerContestant;
  const start = performance.now();
  try {
    const repetition = await racer.open.repeat(round === 0);
    racer.milliseconds += performance.now() - start;
    if (round === 0) {
      racer.outcome = repetition.outcome;
      racer.cold = racer.milliseconds > limit;
    }
    if (round > 0 || racer.cold) addSamples(racer, repetition);
    racer.isDone = racer.milliseconds > limit;
  } catch (error) {
    racer.isDone = true;
    part.failures.push(describeFailure(racer.contestant, error));
  }
}

function addSamples(racer: Racer, { samples }: Repetition): void {
  for (const task of TASKS) {
    const sample = samples[task];
    if (sample) racer.samples.set(task, [...(racer.samples.get(task) ?? []), sample]);
  }
}

function describeFailure({ id, title }: Contestant, error: unknown): { id: string; title: string; reason: string } {
  return { id, title, reason: error instanceof Error ? error.message.split('\n')[0] : String(error) };
}

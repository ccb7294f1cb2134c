import { expect, test } from 'vitest';
import { LaneScheduler, type LaneTask } from '../../src/engine/lanes.ts';

/** A scheduler with tasks that finish when told to, and a log of what happened. */
function setUp() {
  const scheduler = new LaneScheduler();
  const log: string[] = [];
  const finish = new Map<number, () => void>();
  const submit = (id: number, lane: string, isIndependent = false) => {
    const task: LaneTask = {
      id,
      lane,
      isIndependent,
      run: async (signal) => {
        log.push(`run ${id}`);
        await new Promise<void>((resolve) => finish.set(id, resolve));
        if (!signal.aborted) log.push(`done ${id}`);
      },
      onSuperseded: () => log.push(`superseded ${id}`),
    };
    scheduler.submit(task);
  };
  const complete = async (id: number) => {
    finish.get(id)?.();
    await new Promise((resolve) => setTimeout(resolve));
  };
  return { scheduler, log, submit, complete };
}

test('the newest of a lane wins and nothing queues up', async () => {
  const { log, submit, complete } = setUp();
  for (let id = 1; id <= 60; id++) submit(id, 'select');
  await complete(1);
  await complete(60);
  expect(log.filter((line) => line.startsWith('run'))).toEqual(['run 1', 'run 60']);
  expect(log.filter((line) => line.startsWith('done'))).toEqual(['done 60']);
  expect(log.filter((line) => line.startsWith('superseded'))).toHaveLength(59);
});

test('lanes do not disturb one another and run one at a time, in order', async () => {
  const { log, submit, complete } = setUp();
  submit(1, 'encode');
  submit(2, 'embed');
  submit(3, 'select');
  await complete(1);
  await complete(2);
  await complete(3);
  expect(log).toEqual(['run 1', 'done 1', 'run 2', 'done 2', 'run 3', 'done 3']);
});

test('cancelling drops a waiting task and discards a running one', async () => {
  const { log, scheduler, submit, complete } = setUp();
  submit(1, 'encode');
  submit(2, 'embed');
  scheduler.cancel(2);
  scheduler.cancel(1);
  await complete(1);
  expect(log).toEqual(['run 1', 'superseded 2', 'superseded 1']);
});

test('independent work starts at once, holds nothing up and obeys its lane', async () => {
  const { log, submit, complete } = setUp();
  submit(1, 'download', true);
  submit(2, 'select');
  submit(3, 'select');
  submit(4, 'download', true);
  await complete(2);
  await complete(3);
  await complete(1);
  await complete(4);
  expect(log).toEqual(['run 1', 'run 2', 'run 4', 'superseded 2', 'run 3', 'done 3', 'superseded 1', 'done 4']);
});

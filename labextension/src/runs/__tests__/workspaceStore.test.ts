import { describe, expect, it } from 'vitest';

import { cluster, machine } from '../../cluster/__tests__/fixtures';
import { activeCount, EMPTY, fail, reduce, totalCount } from '../workspaceStore';
import { message, run } from './fixtures';

const ids = (runs: readonly { id: string }[]) => runs.map(item => item.id);

const first = reduce(
  EMPTY,
  message({
    reset: true,
    computes: [cluster('gpu'), machine(), cluster('cpu')],
    runs: [run(1), run(3, { state: 'Running' }), run(2)],
    counts: { Completed: 2, Running: 1 }
  })
);

describe('reduce', () => {
  it('sorts: this machine first, newest run first', () => {
    expect(first.computes.map(item => item.name)).toEqual(['local', 'cpu', 'gpu']);
    expect(ids(first.runs)).toEqual(['digits_3', 'digits_2', 'digits_1']);
    expect(first.status).toBe('live');
  });

  it('adds and updates', () => {
    const done = run(3, { state: 'Completed' });
    const next = reduce(first, message({ runs: [done, run(4)], counts: { Completed: 4 } }));
    expect(ids(next.runs)).toEqual(['digits_4', 'digits_3', 'digits_2', 'digits_1']);
    expect(next.runs[1].state).toBe('Completed');
  });

  it('removes by kind and name', () => {
    const removed = [
      { kind: 'compute' as const, name: 'gpu' },
      { kind: 'run' as const, name: 'digits_2' },
      { kind: 'datastore' as const, name: 'cpu' }
    ];
    const next = reduce(first, message({ removed }));
    expect(next.computes.map(item => item.name)).toEqual(['local', 'cpu']);
    expect(ids(next.runs)).toEqual(['digits_3', 'digits_1']);
  });

  it('keeps a resource that was deleted and made again in one message', () => {
    const removed = [{ kind: 'compute' as const, name: 'gpu' }];
    const next = reduce(first, message({ removed, computes: [cluster('gpu')] }));
    expect(next.computes.map(item => item.name)).toContain('gpu');
  });

  it('leaves what did not change the same object, so that it is not drawn again', () => {
    const next = reduce(first, message({ runs: [run(5)] }));
    expect(next.computes).toBe(first.computes);
    expect(next.runs).not.toBe(first.runs);
  });

  it('starts over on reset', () => {
    const next = reduce(first, message({ reset: true, runs: [run(9)] }));
    expect(ids(next.runs)).toEqual(['digits_9']);
    expect(next.computes).toEqual([]);
    expect(next.horizon).toBe(run(9).created);
  });

  it('keeps the horizon when an older run changes', () => {
    const next = reduce(first, message({ runs: [run(0)] }));
    expect(ids(next.runs)).toContain('digits_0');
    expect(next.horizon).toBe(run(1).created);
  });

  it('comes back to life after an error, with what was known', () => {
    const problem = { code: 'Lost', message: 'gone' };
    const failed = fail(first, problem);
    expect([failed.status, failed.problem, failed.runs]).toEqual(['failed', problem, first.runs]);
    expect(reduce(failed, message({})).problem).toBeNull();
  });
});

describe('counts', () => {
  it('counts runs that are not on the page too', () => {
    const counts = { Completed: 9000, Running: 2, Queued: 3, Canceled: 1 };
    const state = reduce(EMPTY, message({ reset: true, counts }));
    expect(activeCount(state)).toBe(5);
    expect(totalCount(state)).toBe(9006);
  });
});

import { describe, expect, it } from 'vitest';

import { isActive, NO_TRANSFERS, overall, percent, reduceTransfers } from '../transfers';
import type { ITransfers, TransferEvent } from '../transfers';

function after(...events: TransferEvent[]): ITransfers {
  return events.reduce(reduceTransfers, NO_TRANSFERS);
}

const added: TransferEvent = {
  type: 'added',
  transfers: [
    { key: 1, path: 'a/x.csv', total: 200 },
    { key: 2, path: 'y', total: 0 }
  ]
};
const started: TransferEvent = { type: 'started', key: 1 };

describe('reduceTransfers', () => {
  it('begins with those that wait, and follows the bytes sent', () => {
    const { items } = after(added, started, { type: 'progressed', key: 1, sent: 51 });
    expect(items.map(item => [item.status, percent(item)])).toEqual([
      ['sending', 25],
      ['waiting', 100]
    ]);
  });

  it('asks when the file exists, and starts over from zero when it is replaced', () => {
    const refused = after(
      added,
      started,
      { type: 'progressed', key: 1, sent: 200 },
      { type: 'refused', key: 1 }
    );
    expect(refused.items[0].status).toBe('exists');
    expect(reduceTransfers(refused, started)).toEqual(after(added, started));
  });

  it('stores what is sent until the server answers, and it can be stopped', () => {
    const sent = after(
      added,
      started,
      { type: 'progressed', key: 1, sent: 200 },
      { type: 'sent', key: 1 }
    );
    expect([sent.items[0].status, isActive(sent.items[0])]).toEqual(['storing', true]);
    expect(reduceTransfers(sent, { type: 'finished', key: 1 }).items).toHaveLength(1);
    expect(isActive(reduceTransfers(sent, { type: 'refused', key: 1 }).items[0])).toBe(false);
  });

  it('keeps the failure of one beside the others', () => {
    const problem = { code: 'DiskFull', message: 'No space left.' };
    const { items } = after(added, { type: 'failed', key: 1, problem });
    expect(items.map(item => [item.status, item.problem])).toEqual([
      ['failed', problem],
      ['waiting', null]
    ]);
  });

  it('counts what has arrived until there is nothing left to do', () => {
    const one = after(added, started, { type: 'finished', key: 1 });
    expect(one.arrived).toEqual({ files: 1, bytes: 200 });
    expect(reduceTransfers(one, { type: 'finished', key: 2 })).toEqual(NO_TRANSFERS);
  });

  it('does not count what was dropped', () => {
    expect(after(added, { type: 'dropped', key: 1 }).arrived).toEqual({ files: 0, bytes: 0 });
  });
});

describe('overall', () => {
  it('is of those that arrived and those that are to come', () => {
    const now = after(
      added,
      { type: 'finished', key: 1 },
      { type: 'added', transfers: [{ key: 3, path: 'z', total: 100 }] },
      { type: 'started', key: 3 },
      { type: 'progressed', key: 3, sent: 40 }
    );
    const all = { sent: 240, total: 300, arrived: 1, files: 3, storing: false };
    expect(overall(now)).toEqual(all);
  });

  it('is of the server alone once all bytes of all files are there', () => {
    const first = after(
      added,
      started,
      { type: 'progressed', key: 1, sent: 200 },
      { type: 'sent', key: 1 }
    );
    expect(overall(first)).toMatchObject({ sent: 200, storing: false });
    expect(overall(reduceTransfers(first, { type: 'finished', key: 2 })).storing).toBe(true);
    expect(overall(NO_TRANSFERS).storing).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';

import { percent, reduceTransfers } from '../transfers';
import type { ITransfer, TransferEvent } from '../transfers';

function after(...events: TransferEvent[]): readonly ITransfer[] {
  return events.reduce(reduceTransfers, [] as readonly ITransfer[]);
}

const started: TransferEvent = { type: 'started', key: 1, path: 'a/x.csv', total: 200 };

describe('reduceTransfers', () => {
  it('follows the bytes sent', () => {
    const [transfer] = after(started, { type: 'progressed', key: 1, sent: 51 });
    expect([transfer.status, percent(transfer)]).toEqual(['sending', 25]);
  });

  it('asks when the file exists, and starts over from zero when it is replaced', () => {
    const refused = after(
      started,
      { type: 'progressed', key: 1, sent: 200 },
      { type: 'refused', key: 1 }
    );
    expect(refused[0].status).toBe('exists');
    expect(reduceTransfers(refused, started)).toEqual(after(started));
  });

  it('keeps the failure of one beside the others', () => {
    const problem = { code: 'DiskFull', message: 'No space left.' };
    const other: TransferEvent = { type: 'started', key: 2, path: 'y', total: 0 };
    const transfers = after(started, other, { type: 'failed', key: 1, problem });
    expect(transfers.map(item => [item.status, item.problem])).toEqual([
      ['failed', problem],
      ['sending', null]
    ]);
  });

  it('forgets what has arrived', () => {
    expect(after(started, { type: 'finished', key: 1 })).toEqual([]);
  });

  it('calls an empty file complete', () => {
    expect(percent(after({ ...started, total: 0 })[0])).toBe(100);
  });
});

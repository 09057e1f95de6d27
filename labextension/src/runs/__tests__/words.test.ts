import { describe, expect, it } from 'vitest';

import type { IRun } from '../../feed/types';
import { ENGLISH } from '../../run/context';
import { runLine, runTitle } from '../words';
import { run } from './fixtures';

const now = Date.parse(run(1).created) + 82_000;
const live = { ended: null };

describe('runLine', () => {
  const error = { code: 'UserError', message: 'NameError in train.py line 14\nTraceback…' };
  const cases: [Partial<IRun>, string][] = [
    [{ ...live, state: 'Running' }, 'running 1 m 22 s · cpu'],
    [
      { ...live, state: 'Running', progress: { value: 0.6, text: 'epoch 74 of 120' } },
      'running 1 m 22 s · epoch 74 of 120'
    ],
    [{ ...live, state: 'Queued', nodeCount: 2 }, 'queued, needs 2 nodes'],
    [{ ...live, state: 'Preparing' }, 'preparing · cpu'],
    [{ ...live, state: 'Running', cancelRequested: true }, 'stopping… · cpu'],
    [{}, 'completed in 41 s · cpu'],
    [{ state: 'Failed', error }, 'failed: NameError in train.py line 14'],
    [{ state: 'Failed' }, 'failed'],
    [{ state: 'Canceled', cancelRequested: true }, 'canceled after 41 s'],
    [{ state: 'Canceled', started: null }, 'canceled']
  ];
  it.each(cases)('case %#', (part, line) => {
    expect(runLine(run(1, part), now, ENGLISH)).toBe(line);
  });
});

describe('runTitle', () => {
  it('is the display name, or experiment and number', () => {
    expect(runTitle(run(12))).toBe('digits #12');
    expect(runTitle(run(12, { name: 'baseline' }))).toBe('baseline');
  });
});

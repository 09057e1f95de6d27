// @vitest-environment node
import { describe, expect, it } from 'vitest';

import type { IRun } from '../../feed/types';
import { ENGLISH } from '../context';
import { fileSize, grouped, metricValue, shortDuration } from '../format';
import { elapsedOf, phasesOf, shownPhases } from '../phases';
import { stateWord, toneOf } from '../states';
import { aRun, at } from './runs';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [1, '1'],
    [0.18734, '0.1873'],
    [0.5, '0.5000'],
    [12, '12'],
    [9.71, '9.710'],
    [1234.56, '1235'],
    [18204.2, '18\u202f204'],
    [-18204, '-18\u202f204'],
    [9999.9, '10\u202f000'],
    [0.00001, '1.000e-5'],
    [3e12, '3.000e+12'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [null, '–']
  ])('writes %d as %s', (value, text) => {
    expect(metricValue(value)).toBe(text);
  });

  it.each([
    [0, '0 B'],
    [812, '812 B'],
    [1500, '1.5 kB'],
    [214_000, '214 kB'],
    [1_234_567, '1.2 MB'],
    [1e9, '1.0 GB']
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(fileSize(bytes)).toBe(text);
  });

  it.each([
    [0.42, '420 ms'],
    [-1, '0 ms'],
    [0.9999, '1.0 s'],
    [9.94, '9.9 s'],
    [9.97, '10 s'],
    [41.6, '41 s'],
    [82, '1 m 22 s'],
    [7500, '2 h 5 m']
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(shortDuration(seconds)).toBe(text);
  });

  it('groups thousands', () => {
    expect([grouped(999), grouped(2114), grouped(1234567)]).toEqual([
      '999',
      '2\u202f114',
      '1\u202f234\u202f567'
    ]);
  });
});

describe('phases', () => {
  const names = (run: IRun, now: number): string[] =>
    phasesOf(run, now).map(phase => `${phase.name} ${phase.status} ${phase.seconds ?? ''}`.trim());

  it('are left out of the bar where they took no time, but not the run itself', () => {
    const times = { NotStarted: at(0), Queued: at(0.02), Running: at(0.08), Finalizing: at(0.1) };
    const shown = (changes: Partial<IRun>): string[] =>
      shownPhases(phasesOf(aRun({ times, ...changes }), Date.parse(at(0.11)))).map(
        ({ name }) => name
      );
    expect(shown({})).toEqual(['Queued', 'Running', 'Finalizing']);
    expect(shown({ ended: at(0.12) })).toEqual(['Queued', 'Running']);
  });

  it('are behind, now and ahead', () => {
    const run = aRun({
      times: { NotStarted: at(0), Preparing: at(1), Queued: at(2), Running: at(5) }
    });
    expect(names(run, Date.parse(at(15)))).toEqual([
      'Preparing done 2',
      'Queued done 3',
      'Running now 10',
      'Finalizing ahead'
    ]);
  });

  it('that were never entered are skipped once the run has ended', () => {
    const times = { NotStarted: at(0), Queued: at(1), Canceled: at(4) };
    const run = aRun({ state: 'Canceled', times, ended: at(4) });
    expect(names(run, Date.parse(at(99)))).toEqual([
      'Preparing done 1',
      'Queued done 3',
      'Running skipped',
      'Finalizing skipped'
    ]);
  });

  it('stop counting at the end', () => {
    const times = { NotStarted: at(0), Running: at(1), Finalizing: at(7), Completed: at(8) };
    const run = aRun({ state: 'Completed', times, ended: at(8) });
    expect(names(run, Date.parse(at(500))).slice(2)).toEqual([
      'Running done 6',
      'Finalizing done 1'
    ]);
    expect(elapsedOf(run, Date.parse(at(500)))).toBe(8);
  });
});

describe('states', () => {
  it('say that the run is stopping until it has stopped', () => {
    expect(stateWord(aRun({ cancelRequested: true }), ENGLISH)).toBe('Stopping…');
    expect(stateWord(aRun({ state: 'Canceled', cancelRequested: true }), ENGLISH)).toBe('Canceled');
  });

  it('that are not known are shown as they are', () => {
    const odd = aRun({ state: 'Sleeping' as IRun['state'] });
    expect([stateWord(odd, ENGLISH), toneOf(odd.state)]).toEqual(['Sleeping', 'quiet']);
  });

  it('are filled into sentences', () => {
    expect(ENGLISH.__('%2 of %1', 'b', 'a')).toBe('a of b');
    expect([1, 2].map(count => ENGLISH._n('%1 node', '%1 nodes', count))).toEqual([
      '1 node',
      '2 nodes'
    ]);
  });
});

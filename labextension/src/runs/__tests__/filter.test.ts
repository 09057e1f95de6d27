import { describe, expect, it } from 'vitest';

import { jobsQuery, matches, mayHaveMore, nextSkip, NO_FILTER, shownRuns } from '../filter';
import type { IRunFilter } from '../filter';
import { run } from './fixtures';

const by = (text: string, group: IRunFilter['group'] = null): IRunFilter => ({ text, group });

describe('matches', () => {
  const failed = run(7, { name: 'Big Batch', state: 'Failed' });

  it.each(['digits', 'DIGITS_7', 'big batch', ' cpu ', '  ', ''])('finds by %j', text => {
    expect(matches(failed, by(text))).toBe(true);
  });

  it('needs the text as it is', () => {
    expect(matches(failed, by('batch big'))).toBe(false);
  });

  it('groups the states', () => {
    expect(matches(run(1, { state: 'Queued' }), by('', 'active'))).toBe(true);
    expect(matches(run(1, { state: 'CancelRequested' }), by('', 'active'))).toBe(true);
    expect(matches(run(1), by('', 'active'))).toBe(false);
    expect(matches(failed, by('digits', 'failed'))).toBe(true);
    expect(matches(failed, by('digits', 'completed'))).toBe(false);
  });
});

describe('shownRuns', () => {
  it('merges pages below the live runs; what is live wins', () => {
    const live = [run(4), run(3, { state: 'Failed' })];
    const shown = shownRuns(live, [run(3, { state: 'Running' }), run(1)], NO_FILTER);
    expect(shown.map(item => [item.number, item.state])).toEqual([
      [4, 'Completed'],
      [3, 'Failed'],
      [1, 'Completed']
    ]);
  });

  it('is the live array itself when there is nothing to do', () => {
    const live = [run(1)];
    expect(shownRuns(live, [], NO_FILTER)).toBe(live);
  });
});

describe('nextSkip', () => {
  it('does not count runs below the horizon, which are there only because they changed', () => {
    expect(nextSkip([run(9), run(8), run(2)], run(8).created)).toBe(2);
  });
});

describe('jobsQuery', () => {
  it('asks for the page', () => {
    expect(jobsQuery(NO_FILTER, 200)).toBe('%24top=100&%24skip=200');
  });

  it('passes the filter on, escaped', () => {
    const query = new URLSearchParams(jobsQuery(by(' a&b ', 'failed'), 0));
    expect(query.get('search')).toBe('a&b');
    expect(query.get('status')).toBe('Failed');
  });
});

describe('mayHaveMore', () => {
  const counts = { Completed: 300, Running: 2 };

  it('knows how many runs are in a state', () => {
    expect(mayHaveMore(counts, NO_FILTER, 100, 100)).toBe(true);
    expect(mayHaveMore(counts, NO_FILTER, 302, 302)).toBe(false);
    expect(mayHaveMore(counts, by('', 'active'), 2, 100)).toBe(false);
    expect(mayHaveMore(counts, by('', 'completed'), 98, 100)).toBe(true);
  });

  it('does not know how many have a text, until all are on the page', () => {
    expect(mayHaveMore(counts, by('digits'), 1, 100)).toBe(true);
    expect(mayHaveMore(counts, by('digits'), 1, 302)).toBe(false);
    expect(mayHaveMore(counts, by('digits', 'active'), 2, 100)).toBe(false);
  });
});

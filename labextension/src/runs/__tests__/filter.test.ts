import { describe, expect, it } from 'vitest';

import { jobsQuery, matches, nextSkip, NO_FILTER, shownRuns } from '../filter';
import type { IRunFilter } from '../filter';
import { run } from './fixtures';

const by = (text: string, group: IRunFilter['group'] = null): IRunFilter => ({ text, group });

describe('matches', () => {
  const tagged = run(7, { tags: { author: 'Ada Lovelace' }, state: 'Failed' });

  it.each(['digits', 'DIGITS_7', 'cpu fail', 'lovelace', '  ', ''])('finds by %j', text => {
    expect(matches(tagged, by(text))).toBe(true);
  });

  it('needs every word', () => {
    expect(matches(tagged, by('digits gpu'))).toBe(false);
  });

  it('groups the states', () => {
    expect(matches(run(1, { state: 'Queued' }), by('', 'active'))).toBe(true);
    expect(matches(run(1, { state: 'CancelRequested' }), by('', 'active'))).toBe(true);
    expect(matches(run(1), by('', 'active'))).toBe(false);
    expect(matches(tagged, by('digits', 'failed'))).toBe(true);
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

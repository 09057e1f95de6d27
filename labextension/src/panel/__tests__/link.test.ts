import { describe, expect, it, vi } from 'vitest';

import { forgetRun, withoutRun } from '../link';

describe('withoutRun', () => {
  it.each([
    ['?aml-run=digits_1', 'digits_1', ''],
    ['?token=t&aml-run=digits_1', 'digits_1', '?token=t'],
    ['?aml-run=a%20b&reset', 'a b', '?reset'],
    ['?reset', null, '?reset'],
    ['', null, '']
  ])('of %j', (search, run, rest) => {
    expect(withoutRun(search)).toEqual({ run, rest });
  });
});

describe('forgetRun', () => {
  const navigated = (current: { path?: string; search?: string; hash?: string }) => {
    const navigate = vi.fn();
    forgetRun({ current, navigate });
    return navigate.mock.calls;
  };

  it('keeps the rest of the address', () => {
    expect(navigated({ path: '/lab', search: '?clone=a&aml-run=digits_1', hash: '#x' })).toEqual([
      ['/lab?clone=a#x', { skipRouting: true }]
    ]);
  });

  it('leaves an address alone that lost the run meanwhile', () => {
    expect(navigated({ path: '/lab/workspaces/auto-f', search: '' })).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';

import { withoutRun } from '../link';

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

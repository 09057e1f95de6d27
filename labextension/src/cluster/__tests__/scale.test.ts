import { describe, expect, it } from 'vitest';

import { ENGLISH } from '../../run/context';
import { readScale, scaleFields } from '../scale';

describe('readScale', () => {
  it('reads what scaleFields writes', () => {
    const settings = { minNodeCount: 1, maxNodeCount: 8, nodeIdleTimeBeforeScaleDown: 'PT120S' };
    expect(readScale(scaleFields(settings), ENGLISH)).toEqual(settings);
  });

  it('shows minutes as seconds', () => {
    const settings = { minNodeCount: 0, maxNodeCount: 1, nodeIdleTimeBeforeScaleDown: 'PT2M' };
    expect(scaleFields(settings).idle).toBe('120');
  });

  it.each([
    ['-1', '4', '300', /whole numbers/],
    ['1.5', '4', '300', /whole numbers/],
    ['', '4', '300', /whole numbers/],
    ['0', '0', '300', /at least 1/],
    ['3', '2', '300', /at least the minimum/],
    ['0', '4', 'soon', /idle time/]
  ])('refuses min %s, max %s, idle %s', (min, max, idle, sentence) => {
    expect(readScale({ min, max, idle }, ENGLISH)).toMatch(sentence);
  });
});

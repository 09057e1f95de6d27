import { describe, expect, it } from 'vitest';

import { formatDuration, parseIsoDuration, secondsBetween, toIsoDuration } from '../duration';

describe('parseIsoDuration', () => {
  it.each([
    ['PT300S', 300],
    ['PT5M', 300],
    ['PT1H30M', 5400],
    ['P1DT1S', 86401],
    ['PT0.5S', 0.5],
    ['PT0S', 0]
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseIsoDuration(text)).toBe(seconds);
  });

  it.each(['', 'P', 'PT', 'P1DT', '300', 'PT-5S', 'P1Y', 'pt5s'])('refuses %j', text => {
    expect(parseIsoDuration(text)).toBeNull();
  });

  it('reads what toIsoDuration writes', () => {
    expect(toIsoDuration(300)).toBe('PT300S');
    expect(parseIsoDuration(toIsoDuration(1799.6))).toBe(1800);
  });
});

describe('formatDuration', () => {
  it.each([
    [-3, '0 s'],
    [0, '0 s'],
    [41.9, '41 s'],
    [60, '1 m'],
    [82, '1 m 22 s'],
    [3600, '1 h'],
    [3601, '1 h'],
    [7500, '2 h 5 m'],
    [86400 * 3 + 3600 * 4 + 59, '3 d 4 h']
  ])('%d s is "%s"', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('secondsBetween', () => {
  const from = '2026-01-01T00:00:00.000000Z';

  it('ends now for what has not ended', () => {
    expect(secondsBetween(from, null, Date.parse('2026-01-01T00:01:22Z'))).toBe(82);
  });

  it('ends at its end for what has', () => {
    expect(secondsBetween(from, '2026-01-01T00:00:41.500000Z', 0)).toBe(41.5);
  });
});

import { describe, expect, it } from 'vitest';

import { movedTo, visibleWindow } from '../window';

describe('visibleWindow', () => {
  it('draws what is in sight and a margin, however long the list', () => {
    const { from, to } = visibleWindow(10_000, 46, 46 * 5000, 460);
    expect(from).toBeLessThanOrEqual(5000);
    expect(to).toBeGreaterThanOrEqual(5010);
    expect(to - from).toBeLessThan(40);
  });

  it('draws all of a short list', () => {
    expect(visibleWindow(5, 46, 0, 460)).toEqual({ from: 0, to: 5 });
  });

  it('survives a list that became shorter than where it is scrolled to', () => {
    const { from, to } = visibleWindow(3, 46, 9000, 460);
    expect(from).toBeLessThan(3);
    expect(to).toBe(3);
  });

  it('draws nothing of an empty list', () => {
    expect(visibleWindow(0, 46, 0, 460)).toEqual({ from: 0, to: 0 });
  });
});

describe('movedTo', () => {
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowDown', 9, 9],
    ['ArrowUp', 0, 0],
    ['Home', 5, 0],
    ['End', 5, 9]
  ])('%s from %d to %d', (key, from, to) => {
    expect(movedTo(key, from, 10)).toBe(to);
  });

  it('leaves other keys alone', () => {
    expect(movedTo('a', 3, 10)).toBeNull();
  });
});

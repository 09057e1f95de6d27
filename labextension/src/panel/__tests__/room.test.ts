import { describe, expect, it } from 'vitest';

import { areNear, withRoom } from '../room';

describe('room for a section', () => {
  it('comes from the others, as they are to each other', () => {
    const sizes = withRoom([0.2, 0.2, 0.6], 1);
    expect(sizes[1]).toBeCloseTo(0.62);
    expect(sizes[2] / sizes[0]).toBeCloseTo(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeCloseTo(1);
  });

  it('leaves a section that is larger, or alone, as it is', () => {
    expect(withRoom([0.8, 0.2], 0)).toEqual([0.8, 0.2]);
    expect(withRoom([0, 3, 0], 1)).toEqual([0, 3, 0]);
  });

  it('counts as moved when a section is', () => {
    expect(areNear([0.5, 0.5], [0.51, 0.49])).toBe(true);
    expect(areNear([0.5, 0.5], [0.7, 0.3])).toBe(false);
  });
});

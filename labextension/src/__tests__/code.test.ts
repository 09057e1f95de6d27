import { describe, expect, it } from 'vitest';

import { computeCode, openRunCode, variable } from '../code';

describe('code to insert', () => {
  it('names the variable after the resource', () => {
    expect(variable('cpu-cluster')).toBe('cpu_cluster');
    expect(variable('4gpu')).toBe('_4gpu');
  });

  it('quotes names', () => {
    expect(computeCode('cpu')).toContain('cpu = ComputeTarget(workspace=ws, name="cpu")');
    expect(openRunCode('a"b')).toContain('Run.get(ws, "a\\"b")');
  });
});

import { describe, expect, it } from 'vitest';

import { ENGLISH } from '../../run/context';
import {
  allocationLine,
  clusterDetails,
  nodeTime,
  squares,
  squaresLabel,
  summaryLine
} from '../nodes';
import { cluster, details, machine, node, other, SINCE } from './fixtures';

const now = Date.parse(SINCE) + 130_000;

describe('squares', () => {
  it('shows the nodes, then the free places up to the maximum', () => {
    const shown = squares(details([node('node-0', 'running'), node('node-1', 'idle')]), 24);
    expect(shown).toEqual({ shown: ['running', 'idle', 'empty', 'empty'], hidden: 0 });
  });

  it('says how many do not fit', () => {
    const scaleSettings = { ...details([]).scaleSettings, maxNodeCount: 100 };
    const { shown, hidden } = squares(details([], { scaleSettings }), 24);
    expect([shown.length, hidden]).toEqual([24, 76]);
  });

  it('keeps nodes above a maximum that was lowered meanwhile', () => {
    const nodes = [0, 1, 2, 3, 4].map(index => node(`node-${index}`, 'leaving'));
    expect(squares(details(nodes), 24).shown).toHaveLength(5);
  });

  it('is heard as counts of states', () => {
    expect(squaresLabel(['running', 'running', 'empty'], ENGLISH)).toBe('2 running, 1 not started');
  });
});

describe('nodeTime', () => {
  it('says since when', () => {
    expect(nodeTime(node('node-0', 'idle'), now, ENGLISH)).toBe('for 2 m 10 s');
  });

  it('says when an idle node leaves', () => {
    const leaving = node('node-0', 'idle', '2026-01-01T00:05:00.000000Z');
    expect(nodeTime(leaving, now, ENGLISH)).toBe('leaves in 2 m 50 s');
  });

  it('does not count below zero', () => {
    expect(nodeTime(node('node-0', 'idle', SINCE), now, ENGLISH)).toBe('leaves now');
  });
});

describe('summaryLine', () => {
  it.each([
    [details([]), 'STANDARD_D2_V2 · idle at 0'],
    [details([node('node-0', 'running')]), 'STANDARD_D2_V2 · 1/4'],
    [
      details([node('node-0', 'preparing')], { allocationState: 'Resizing', targetNodeCount: 3 }),
      'STANDARD_D2_V2 · resizing 1/3'
    ]
  ])('of a cluster, case %#', (properties, line) => {
    expect(summaryLine(cluster('cpu', properties), 0, ENGLISH)).toBe(line);
  });

  it.each([
    ['ComputeInstance', { properties: { state: 'Stopped' } as never }, 'ComputeInstance · stopped'],
    ['AKS', { isAttachedCompute: true, properties: {} as never }, 'AKS · attached'],
    ['DataFactory', { properties: {} as never }, 'DataFactory · ready']
  ])('of a %s', (type, part, line) => {
    const compute = other(type, part);
    expect(summaryLine(compute, 0, ENGLISH)).toBe(line);
    expect(clusterDetails(compute)).toBeNull();
  });

  it('of a cluster that is being made', () => {
    const creating = cluster('cpu');
    creating.properties.provisioningState = 'Creating';
    expect(summaryLine(creating, 0, ENGLISH)).toBe('creating');
    expect(allocationLine(creating, ENGLISH)).toBe('Creating');
  });

  it('of this machine', () => {
    expect(summaryLine(machine(), 0, ENGLISH)).toBe('this machine · ready');
    expect(summaryLine(machine(), 2, ENGLISH)).toBe('this machine · 2 runs');
  });
});

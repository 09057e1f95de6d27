// @vitest-environment node
import { describe, expect, it, vi } from 'vitest';

import { decodeFrame } from '../frame';
import { MetricStore } from '../metricStore';
import type { IRecord } from '../types';
import { frameOf } from './frames';
import type { IPoints } from './frames';

function given(store: MetricStore, points: IPoints[], records: IRecord[] = []): void {
  store.apply(decodeFrame(frameOf('1', 'c', points, records)));
}

const record = (index: number): IRecord => ({
  name: 'rows',
  kind: 'row',
  index,
  time: index,
  value: { a: index }
});

describe('MetricStore', () => {
  it('appends to what is there and replaces on request', () => {
    const store = new MetricStore();
    given(store, [{ name: 'loss', step: [0, 1], value: [3, 2] }]);
    given(store, [{ name: 'loss', mode: 'append', step: [2], value: [1], total: 3 }]);
    expect([...(store.get('loss')?.value ?? [])]).toEqual([3, 2, 1]);
    expect(store.get('loss')).toMatchObject({ total: 3, last: 1 });
    given(store, [{ name: 'loss', step: [0, 2], value: [3, 1], total: 3 }]);
    expect([...(store.get('loss')?.step ?? [])]).toEqual([0, 2]);
  });

  it('gives a new metric on every change, so that views see it', () => {
    const store = new MetricStore();
    given(store, [{ name: 'loss', step: [0], value: [1] }]);
    const before = store.get('loss');
    given(store, [{ name: 'loss', mode: 'append', step: [1], value: [2] }]);
    expect(store.get('loss')).not.toBe(before);
    expect([...(before?.value ?? [])]).toEqual([1]);
  });

  it('reads a last value that is not finite', () => {
    const store = new MetricStore();
    given(store, [{ name: 'loss', step: [0], value: [NaN] }]);
    expect(store.get('loss')?.last).toBeNaN();
  });

  it('calls the listeners of the changed metric within the message', () => {
    const store = new MetricStore();
    const loss = vi.fn();
    const other = vi.fn();
    store.onPoints('loss', loss);
    store.onPoints('other', other);
    given(store, [{ name: 'loss', step: [0], value: [1] }]);
    expect(loss).toHaveBeenCalledTimes(1);
    expect(other).not.toHaveBeenCalled();
  });

  it('tells of new names and records only when there are some', () => {
    const store = new MetricStore();
    const shape = vi.fn();
    const stop = store.onShape(shape);
    given(store, []);
    expect([store.ready, shape.mock.calls.length]).toEqual([true, 1]);
    given(store, [{ name: 'loss', step: [0], value: [1] }]);
    given(store, [{ name: 'loss', mode: 'append', step: [1], value: [1] }]);
    expect([store.names, shape.mock.calls.length]).toEqual([['loss'], 2]);
    stop();
    given(store, [{ name: 'more', step: [0], value: [1] }]);
    expect(shape).toHaveBeenCalledTimes(2);
  });

  it('takes a repeated record once', () => {
    const store = new MetricStore();
    given(store, [], [record(0), record(1)]);
    given(store, [], [record(1), record(2)]);
    expect(store.records.get('rows')?.map(one => one.index)).toEqual([0, 1, 2]);
  });
});

// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { decodeFrame, jsonNumber } from '../frame';
import { frameOf } from './frames';

const POINTS = [
  { name: 'loss', step: [0, 1, 2], value: [2.5, 1.5, 0.5] },
  { name: 'größe', step: [0], value: [7] }
];

describe('decodeFrame', () => {
  it('gives every series its own columns', () => {
    const message = decodeFrame(frameOf('8', 'c1', POINTS));
    expect(message).toMatchObject({ id: '8', type: 'metrics', cursor: 'c1', records: [] });
    const [loss, size] = message.series;
    expect([...loss.step]).toEqual([0, 1, 2]);
    expect([...loss.time]).toEqual([1000, 1001, 1002]);
    expect([...loss.value]).toEqual([2.5, 1.5, 0.5]);
    expect(size.name).toBe('größe');
    expect([...size.value]).toEqual([7]);
  });

  it('reads a view that begins anywhere in a larger buffer', () => {
    const frame = new Uint8Array(frameOf('8', 'c1', POINTS));
    const larger = new Uint8Array(frame.length + 3);
    larger.set(frame, 3);
    const message = decodeFrame(new DataView(larger.buffer, 3));
    expect([...message.series[0].value]).toEqual([2.5, 1.5, 0.5]);
  });

  it('keeps what is not finite', () => {
    const odd = { name: 'x', step: [0, 1, 2], value: [NaN, Infinity, -Infinity] };
    const [series] = decodeFrame(frameOf('1', 'c', [odd])).series;
    expect([...series.value]).toEqual([NaN, Infinity, -Infinity]);
  });

  it('takes a frame of records alone', () => {
    const record = { name: 'm', kind: 'table', index: 0, time: 1, value: { a: [1] } };
    const message = decodeFrame(frameOf('1', 'c', [], [record]));
    expect(message.records).toEqual([record]);
  });

  it('refuses a frame that is shorter than it says', () => {
    const frame = frameOf('1', 'c', POINTS);
    expect(() => decodeFrame(frame.slice(0, frame.byteLength - 8))).toThrow(RangeError);
  });
});

describe('jsonNumber', () => {
  it.each([
    [1.5, 1.5],
    ['NaN', NaN],
    ['Infinity', Infinity],
    ['-Infinity', -Infinity],
    ['12', null],
    [null, null],
    [{}, null]
  ])('reads %j as %d', (value, expected) => {
    expect(jsonNumber(value)).toEqual(expected);
  });
});

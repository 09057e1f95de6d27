// @vitest-environment node
import { describe, expect, it } from 'vitest';

import type { IMetric } from '../../feed/metricStore';
import { layout, traces } from '../metrics/figure';
import * as shapes from '../metrics/records/shapes';
import { goalOf, nearest, smoothed, stepWindow, xValues } from '../metrics/series';
import type { IChartOptions } from '../metrics/series';
import { plainColor } from '../metrics/theme';

const COLORS = { line: 'blue', text: 'grey', grid: 'grey' };
const PLAIN: IChartOptions = { x: 'step', smoothing: 0, logY: false };

const metric = (value: number[]): IMetric => ({
  name: 'loss',
  step: Float64Array.from(value.keys(), at => at * 10),
  time: Float64Array.from(value.keys(), at => 1000 + at),
  value: Float64Array.from(value),
  total: value.length,
  last: null,
  min: null,
  minStep: null,
  max: null,
  maxStep: null
});

describe('series', () => {
  it('are drawn over steps, seconds or the clock', () => {
    const three = metric([1, 2, 3]);
    expect([...xValues(three, 'step', 0)]).toEqual([0, 10, 20]);
    expect([...xValues(three, 'relative', 1000)]).toEqual([0, 1, 2]);
    const wall = xValues(three, 'wall', 1000);
    expect(wall[1] - wall[0]).toBe(1000);
  });

  it('are smoothed without a bias at the start and without spreading NaN', () => {
    const even = smoothed(Float64Array.from([4, 4, 4]), 0.9);
    even.forEach(value => expect(value).toBeCloseTo(4));
    const [, gap, after] = smoothed(Float64Array.from([4, NaN, 4]), 0.9);
    expect([Number.isNaN(gap), Math.round(after)]).toEqual([true, 4]);
    const rough = smoothed(Float64Array.from([0, 1, 0, 1]), 0.5);
    expect(Math.max(...rough)).toBeLessThan(1);
  });

  it.each([
    [-5, 0],
    [0, 0],
    [4, 0],
    [6, 1],
    [99, 2]
  ])('have their point nearest to %d at index %d', (x, index) => {
    expect(nearest(Float64Array.from([0, 10, 20]), x)).toBe(index);
  });

  it('have no nearest point when they have none', () => {
    expect(nearest(new Float64Array(), 1)).toBe(-1);
  });

  it('are asked for with one point more on either side of a zoom', () => {
    const six = metric([1, 2, 3, 4, 5, 6]);
    expect(stepWindow(six, six.step, [19, 31])).toEqual({ from: 10, to: 40 });
    expect(stepWindow(six, six.step, [-9, 999])).toEqual({ from: 0, to: 50 });
  });

  it.each([
    ['val_accuracy', 'max'],
    ['train/loss', 'min'],
    ['accuracy_loss', 'min'],
    ['learning_rate', null]
  ])('called %s are best at %s', (name, goal) => {
    expect(goalOf(name)).toBe(goal);
  });
});

describe('figures', () => {
  it('show a lone point as a dot', () => {
    expect(traces(metric([1]), PLAIN, 0, COLORS).map(trace => trace.mode)).toEqual(['markers']);
  });

  it('show the points behind a smoothed curve', () => {
    const drawn = traces(metric([1, 5, 2]), { ...PLAIN, smoothing: 0.6 }, 0, COLORS);
    expect(drawn.map(trace => trace.opacity)).toEqual([0.35, undefined]);
    expect(drawn[1].y[1]).toBeLessThan(5);
  });

  it('keep a zoomed range and a logarithmic axis', () => {
    const size = { width: 100, height: 50 };
    const made = layout({ ...PLAIN, logY: true }, [3, 7], COLORS, size);
    expect(made).toMatchObject({ width: 100, xaxis: { range: [3, 7] }, yaxis: { type: 'log' } });
  });

  it('have colours that plotly can read', () => {
    expect(plainColor('rgb(1, 2, 3)')).toBe('rgb(1, 2, 3)');
    expect(plainColor('color(srgb 1 0.5 0)')).toBe('rgba(255, 128, 0, 1)');
    expect(plainColor('color(srgb 1 0.5 0 / 0.3)')).toBe('rgba(255, 128, 0, 0.3)');
  });
});

describe('shapes', () => {
  it('take a confusion matrix of v1, and name classes that have no name', () => {
    const data = {
      class_labels: ['cat'],
      matrix: [
        [5, 1],
        [2, 'NaN']
      ]
    };
    const value = { schema_type: 'confusion_matrix', data };
    expect(shapes.confusionOf(value)).toEqual({
      labels: ['cat', '1'],
      matrix: [
        [5, 1],
        [2, NaN]
      ]
    });
  });

  it.each([null, {}, { matrix: [] }, { matrix: [[1, 2]] }, { matrix: [['a']] }, { data: 7 }])(
    'refuse %j as a confusion matrix',
    value => {
      expect(shapes.confusionOf(value)).toBeNull();
    }
  );

  it('make one table of rows logged one by one', () => {
    expect(shapes.tableOf([{ a: 1 }, { a: 2, b: 'x' }])).toEqual({
      columns: ['a', 'b'],
      rows: [
        [1, undefined],
        [2, 'x']
      ]
    });
    expect(shapes.tableOf([{ a: [1, 2], b: [3] }])?.rows).toEqual([
      [1, 3],
      [2, undefined]
    ]);
    expect(shapes.tableOf(['no'])).toBeNull();
  });

  it('turn counts into rates', () => {
    const table = [
      [5, 5, 0, 0],
      [3, 0, 5, 2]
    ];
    const [curve] = shapes.rocOf({ probability_tables: [table] }) ?? [];
    expect(curve.points).toEqual([
      [0, 0.6],
      [1, 1]
    ]);
    expect(shapes.rocOf({ probability_tables: [[[1, 2, 3]]] })).toBeNull();
  });

  it('take histograms whose edges enclose their counts', () => {
    expect(
      shapes.histogramOf({ data: { bin_edges: [0, 1, 2], bin_counts: [3, 4] } })
    ).not.toBeNull();
    expect(shapes.histogramOf({ data: { bin_edges: [0, 1], bin_counts: [3, 4] } })).toBeNull();
  });

  it('take predictions with and without errors', () => {
    const bins = shapes.predictionsOf({ bin_averages: [1, 2], bin_edges: [0, 2, 4] });
    expect(bins).toEqual([
      { x: 1, mean: 1, error: 0 },
      { x: 3, mean: 2, error: 0 }
    ]);
    expect(shapes.predictionsOf({ bin_averages: [], bin_edges: [] })).toBeNull();
  });
});

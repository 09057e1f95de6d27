/** From the points of a metric to what is drawn of them. */
import type { IMetric } from '../../feed/metricStore';

export type XAxis = 'step' | 'relative' | 'wall';

export interface IChartOptions {
  x: XAxis;
  /** 0 is none; towards 1 the curve forgets more slowly. */
  smoothing: number;
  logY: boolean;
}

/**
 * Values of the x axis: steps, seconds since `start` (seconds since 1970), or milliseconds of the reader's own
 * clock, because plotly writes every date as if it were UTC.
 */
export function xValues(metric: IMetric, x: XAxis, start: number): Float64Array {
  if (x === 'step') {
    return metric.step;
  }
  const zone = new Date(start * 1000).getTimezoneOffset() * 60_000;
  return metric.time.map(x === 'wall' ? time => time * 1000 - zone : time => time - start);
}

/**
 * Exponential moving average with the bias of its start corrected, so that the first points are not drawn
 * towards zero. A value that is not finite is passed through and does not spoil those after it.
 */
export function smoothed(values: Float64Array, weight: number): Float64Array {
  let mean = 0;
  let share = 0;
  return values.map(value => {
    if (!Number.isFinite(value)) {
      return value;
    }
    mean = mean * weight + value * (1 - weight);
    share = share * weight + (1 - weight);
    return mean / share;
  });
}

/** Index of the point nearest to `x` in ascending values, -1 where there is none. */
export function nearest(values: Float64Array, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < x) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  const before = low > 0 && x - values[low - 1] < values[low] - x;
  return values.length === 0 ? -1 : before ? low - 1 : low;
}

/** The steps that cover a range of the x axis, one point more on either side so that lines reach the edge. */
export function stepWindow(
  metric: IMetric,
  x: Float64Array,
  range: [number, number]
): { from: number; to: number } {
  const last = metric.step.length - 1;
  const first = Math.max(nearest(x, range[0]) - 1, 0);
  const final = Math.min(nearest(x, range[1]) + 1, last);
  return { from: metric.step[first], to: metric.step[final] };
}

const HIGHER = /acc|auc|f1|precision|recall|score|r2|reward|iou|map\b|bleu|images_per|per_s/i;
const LOWER = /loss|err|rmse|mse|mae|perplexity|latency|duration/i;

/** Which end of a metric is its best, as far as its name tells. */
export function goalOf(name: string): 'max' | 'min' | null {
  if (LOWER.test(name)) {
    return 'min';
  }
  return HIGHER.test(name) ? 'max' : null;
}

/** Numbers of a profile as people read them. */
import { grouped, metricValue } from '../run/format';
import type { IColumnProfile, IHistogram, Value } from './types';

/** A number in four digits, a time or other text as it is, "–" for none. */
export function shownValue(value: Value): string {
  return typeof value === 'number' ? metricValue(value) : (value ?? '–');
}

/** "12.5 %", and never "0 %" of something or "100 %" of less than all. */
export function share(part: number, whole: number): string {
  if (part === 0 || whole === 0) {
    return '0 %';
  }
  const percent = (100 * part) / whole;
  if (percent < 0.1) {
    return '< 0.1 %';
  }
  if (part < whole && percent > 99.9) {
    return '> 99.9 %';
  }
  return `${percent < 10 || (percent > 90 && part < whole) ? trimmed(percent) : Math.round(percent)} %`;
}

function trimmed(percent: number): string {
  return percent.toFixed(1).replace(/\.0$/, '');
}

/** How many rows a column has. */
export function rowsOf(column: IColumnProfile): number {
  return column.count + column.missing;
}

/** One bar: from where to where, how many values, as a share of the highest. */
export interface IBar {
  from: string;
  to: string;
  count: string;
  height: number;
}

export function barsOf({ edges, counts }: IHistogram): IBar[] {
  const highest = Math.max(1, ...counts);
  return counts.map((count, index) => ({
    from: shownValue(edges[index]),
    to: shownValue(edges[index + 1]),
    count: grouped(count),
    height: count / highest
  }));
}

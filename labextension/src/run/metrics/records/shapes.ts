/**
 * The values of metrics that are not scalars, checked: what is drawn is what has the right shape, and nothing
 * else is trusted.
 */
import { jsonNumber } from '../../../feed/frame';

export interface ITable {
  columns: string[];
  rows: unknown[][];
}

export interface IConfusionMatrix {
  labels: string[];
  matrix: number[][];
}

/** One curve of false positive rate against true positive rate. */
export interface IRoc {
  label: string;
  points: [number, number][];
}

export interface IHistogram {
  edges: number[];
  counts: number[];
}

export interface IPrediction {
  x: number;
  mean: number;
  error: number;
}

type Shape = Record<string, unknown>;

function isShape(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** v1 wraps these kinds as `{schema_type, schema_version, data}`. */
function dataOf(value: unknown): Shape {
  const shape = isShape(value) ? value : {};
  return isShape(shape.data) ? shape.data : shape;
}

function numbers(value: unknown): number[] | null {
  const all = Array.isArray(value) ? value.map(jsonNumber) : null;
  return all && all.every(one => one !== null) ? (all as number[]) : null;
}

/** A list of plain numbers, null when something in it is not one. */
export function listNumbers(value: unknown): number[] | null {
  return numbers(value);
}

/** Columns and rows of a dict of columns; a lone value is a column of one. */
export function tableOf(values: readonly unknown[]): ITable | null {
  const shapes = values.filter(isShape);
  const columns = [...new Set(shapes.flatMap(Object.keys))];
  const rows = shapes.flatMap(shape => rowsOf(shape, columns));
  return columns.length > 0 ? { columns, rows } : null;
}

function rowsOf(shape: Shape, columns: string[]): unknown[][] {
  const cells = columns.map(column => {
    const cell = shape[column];
    return Array.isArray(cell) ? (cell as unknown[]) : [cell];
  });
  const height = Math.max(...cells.map(cell => cell.length));
  return Array.from({ length: height }, (_, row) => cells.map(cell => cell[row]));
}

export function confusionOf(value: unknown): IConfusionMatrix | null {
  const data = dataOf(value);
  const rows = Array.isArray(data.matrix) ? data.matrix.map(numbers) : [];
  if (rows.length === 0 || rows.some(row => row?.length !== rows.length)) {
    return null;
  }
  const labels = Array.isArray(data.class_labels) ? data.class_labels.map(String) : [];
  return { matrix: rows as number[][], labels: rows.map((_, at) => labels[at] ?? String(at)) };
}

/** An accuracy table counts true and false positives and negatives for every class and threshold. */
export function rocOf(value: unknown): IRoc[] | null {
  const data = dataOf(value);
  const tables = Array.isArray(data.probability_tables) ? data.probability_tables : [];
  const labels = Array.isArray(data.class_labels) ? data.class_labels.map(String) : [];
  const curves = tables.map((table, at): IRoc | null => {
    const counts = Array.isArray(table) ? table.map(numbers) : [];
    const usable = counts.length > 0 && counts.every(row => row?.length === 4);
    const points = usable ? (counts as number[][]).map(rates).sort((a, b) => a[0] - b[0]) : null;
    return points && { label: labels[at] ?? String(at), points };
  });
  return curves.length > 0 && curves.every(curve => curve) ? (curves as IRoc[]) : null;
}

function rates([tp, fp, tn, fn]: number[]): [number, number] {
  return [fp + tn > 0 ? fp / (fp + tn) : 0, tp + fn > 0 ? tp / (tp + fn) : 0];
}

export function histogramOf(value: unknown): IHistogram | null {
  const data = dataOf(value);
  const edges = numbers(data.bin_edges);
  const counts = numbers(data.bin_counts);
  return edges && counts && edges.length === counts.length + 1 ? { edges, counts } : null;
}

export function predictionsOf(value: unknown): IPrediction[] | null {
  const data = dataOf(value);
  const means = numbers(data.bin_averages);
  const errors = numbers(data.bin_errors);
  const edges = numbers(data.bin_edges);
  if (!means || !edges || means.length === 0 || edges.length < means.length) {
    return null;
  }
  return means.map((mean, at) => {
    const x = at + 1 < edges.length ? (edges[at] + edges[at + 1]) / 2 : edges[at];
    return { x, mean, error: errors?.[at] ?? 0 };
  });
}

/** The run's file that holds an image metric. */
export function imagePath(value: unknown): string | null {
  return isShape(value) && typeof value.path === 'string' ? value.path : null;
}

/** Any value as one short text. */
export function cellText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
}

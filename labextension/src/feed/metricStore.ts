import { jsonNumber } from './frame';
import type { MetricsMessage } from './frame';
import type { IRecord, ISeries } from './types';

/** The points a page holds of one scalar metric, and what the server says of all of them. */
export interface IMetric {
  name: string;
  step: Float64Array;
  time: Float64Array;
  value: Float64Array;
  /** Points logged in all; the page may hold fewer, downsampled. */
  total: number;
  last: number | null;
  min: number | null;
  minStep: number | null;
  max: number | null;
  maxStep: number | null;
}

/** A metric after one more message: `append` adds to what is there, `replace` starts over. */
export function applySeries(known: IMetric | undefined, series: ISeries): IMetric {
  const before = series.mode === 'append' ? known : undefined;
  return {
    name: series.name,
    step: joined(before?.step, series.step),
    time: joined(before?.time, series.time),
    value: joined(before?.value, series.value),
    total: series.total,
    last: jsonNumber(series.last),
    min: jsonNumber(series.min),
    minStep: series.minStep,
    max: jsonNumber(series.max),
    maxStep: series.maxStep
  };
}

function joined(head: Float64Array | undefined, tail: Float64Array): Float64Array {
  if (!head || head.length === 0) {
    return tail;
  }
  const all = new Float64Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

/**
 * All metrics of one run. Listeners of one metric are called within the message that changed it, so that a view
 * can write the new number into the page without waiting for a redraw.
 */
export class MetricStore {
  /** Scalar metrics by name, in the order first seen. A new array whenever a name is added. */
  get names(): readonly string[] {
    return this._names;
  }

  /** What is not a scalar, by name, in the order logged. A new map on every change. */
  get records(): ReadonlyMap<string, readonly IRecord[]> {
    return this._records;
  }

  get(name: string): IMetric | undefined {
    return this._metrics.get(name);
  }

  /** True once the first answer has come. */
  get ready(): boolean {
    return this._ready;
  }

  apply(message: MetricsMessage): void {
    const grew = !this._ready || message.records.length > 0;
    this._ready = true;
    const count = this._metrics.size;
    message.series.forEach(series =>
      this._metrics.set(series.name, applySeries(this._metrics.get(series.name), series))
    );
    if (message.records.length > 0) {
      this._records = withRecords(this._records, message.records);
    }
    if (this._metrics.size > count) {
      this._names = [...this._metrics.keys()];
    }
    message.series.forEach(series => this._listeners.get(series.name)?.forEach(call => call()));
    if (grew || this._metrics.size > count) {
      this._shape.forEach(call => call());
    }
  }

  /** Calls back when points of this metric come. */
  onPoints(name: string, listener: () => void): () => void {
    const listeners = this._listeners.get(name) ?? new Set();
    this._listeners.set(name, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  /** Calls back when a metric or a record is new. */
  readonly onShape = (listener: () => void): (() => void) => {
    this._shape.add(listener);
    return () => void this._shape.delete(listener);
  };

  private _ready = false;
  private _names: readonly string[] = [];
  private _records: ReadonlyMap<string, readonly IRecord[]> = new Map();
  private readonly _metrics = new Map<string, IMetric>();
  private readonly _listeners = new Map<string, Set<() => void>>();
  private readonly _shape = new Set<() => void>();
}

/** Records are keyed by their index, so that an answer that repeats one after a reconnect adds nothing. */
function withRecords(
  known: ReadonlyMap<string, readonly IRecord[]>,
  added: readonly IRecord[]
): ReadonlyMap<string, readonly IRecord[]> {
  const all = new Map(known);
  for (const record of added) {
    const before = (all.get(record.name) ?? []).filter(other => other.index !== record.index);
    all.set(record.name, [...before, record]);
  }
  return all;
}

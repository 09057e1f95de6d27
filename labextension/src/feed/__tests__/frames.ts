/** Builds frames as the server does, for the tests of those who read them. */
import type { IRecord } from '../types';

export interface IPoints {
  name: string;
  mode?: 'replace' | 'append';
  step: number[];
  value: number[];
  total?: number;
}

/** One binary frame with these points; times are 1000 seconds after each step. */
export function frameOf(
  id: string,
  cursor: string,
  all: IPoints[],
  records: IRecord[] = []
): ArrayBuffer {
  const series = all.map(({ name, mode = 'replace', step, value, total = step.length }) => ({
    name,
    mode,
    count: step.length,
    total,
    last: Number.isFinite(value.at(-1)) ? value.at(-1) : String(value.at(-1)),
    min: Math.min(...value),
    minStep: step[value.indexOf(Math.min(...value))],
    max: Math.max(...value),
    maxStep: step[value.indexOf(Math.max(...value))]
  }));
  const text = JSON.stringify({ id, type: 'metrics', cursor, series, records });
  const bytes = new TextEncoder().encode(text);
  const length = Math.ceil((4 + bytes.length) / 8) * 8 - 4;
  const columns = all.flatMap(({ step, value }) => [step, step.map(at => at + 1000), value]).flat();
  const frame = new ArrayBuffer(4 + length + columns.length * 8);
  new DataView(frame).setUint32(0, length, true);
  new Uint8Array(frame, 4, length).fill(32);
  new Uint8Array(frame, 4).set(bytes);
  new Float64Array(frame, 4 + length).set(columns);
  return frame;
}

/** The binary metrics frame of protocol.md, decoded. */
import type { IRecord, ISeries, ISeriesHeader, Message } from './types';

export type MetricsMessage = Extract<Message, { type: 'metrics' }>;

interface IFrameHeader {
  id: string;
  type: 'metrics';
  cursor: string;
  series: ISeriesHeader[];
  records?: IRecord[];
}

const COLUMNS = 3;
const WIDTH = Float64Array.BYTES_PER_ELEMENT;

/** Decode one frame. Throws RangeError when it is shorter than its own header says. */
export function decodeFrame(frame: ArrayBuffer | DataView): MetricsMessage {
  // A comm hands over a view into a larger buffer, which need not start on a multiple of 8.
  const bytes = frame instanceof ArrayBuffer ? frame : copyOf(frame);
  const headerLength = new DataView(bytes).getUint32(0, true);
  const header = JSON.parse(
    new TextDecoder().decode(new Uint8Array(bytes, 4, headerLength))
  ) as IFrameHeader;
  let position = 4 + headerLength;
  const series = header.series.map((entry): ISeries => {
    const [step, time, value] = readColumns(bytes, position, entry.count);
    position += COLUMNS * WIDTH * entry.count;
    return { ...entry, step, time, value };
  });
  return {
    id: header.id,
    type: 'metrics',
    cursor: header.cursor,
    series,
    records: header.records ?? []
  };
}

function readColumns(bytes: ArrayBuffer, position: number, count: number): Float64Array[] {
  return Array.from(
    { length: COLUMNS },
    (_, column) => new Float64Array(bytes, position + column * WIDTH * count, count)
  );
}

function copyOf(view: DataView): ArrayBuffer {
  const copy = new Uint8Array(view.byteLength);
  copy.set(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
  return copy.buffer;
}

/** A number as JSON carries it: NaN and the infinities come as strings. */
export function jsonNumber(value: unknown): number | null {
  if (typeof value === 'number') {
    return value;
  }
  return value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : null;
}

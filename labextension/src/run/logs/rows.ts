/** The rows that a window of a log is drawn as: a long line takes several. */
import { plain, spansOf } from './ansi';
import type { ISpan } from './ansi';
import type { IChunk, ILogWindow } from './logWindow';

export interface IRow {
  chunk: IChunk;
  /** Index of the line in its chunk, and in the window. */
  line: number;
  lineInWindow: number;
  /** 0 for the line's first row. */
  segment: number;
}

interface IChunkRows {
  columns: number;
  /** Rows before each line, one entry more than lines; null where every line takes one row. */
  before: Uint32Array | null;
  count: number;
}

const kept = new WeakMap<IChunk, IChunkRows>();

/** Kept with the chunk, so that a window costs what is new in it. */
function chunkRows(chunk: IChunk, columns: number): IChunkRows {
  const known = kept.get(chunk);
  if (known?.columns === columns) {
    return known;
  }
  const rows = countRows(chunk, columns);
  kept.set(chunk, rows);
  return rows;
}

function countRows(chunk: IChunk, columns: number): IChunkRows {
  const { lines } = chunk;
  if (lines.every(line => line.length <= columns)) {
    return { columns, before: null, count: lines.length };
  }
  const before = new Uint32Array(lines.length + 1);
  lines.forEach((line, at) => {
    const length = line.length <= columns ? 0 : plain(line).length;
    before[at + 1] = before[at] + Math.max(1, Math.ceil(length / columns));
  });
  return { columns, before, count: before[lines.length] };
}

export function rowCount(chunks: readonly IChunk[], columns: number): number {
  return chunks.reduce((count, chunk) => count + chunkRows(chunk, columns).count, 0);
}

/** The rows `from..to` of a window, fewer where it ends. */
export function rowsBetween(log: ILogWindow, columns: number, from: number, to: number): IRow[] {
  const found: IRow[] = [];
  let base = 0;
  let lines = 0;
  for (const chunk of log.chunks) {
    const { before, count } = chunkRows(chunk, columns);
    for (let row = Math.max(from - base, 0); row < Math.min(to - base, count); row++) {
      const line = before ? lineOfRow(before, row) : row;
      const segment = before ? row - before[line] : 0;
      found.push({ chunk, line, lineInWindow: lines + line, segment });
    }
    base += count;
    lines += chunk.lines.length;
  }
  return found;
}

/** The row at which a line begins, -1 when its chunk is not in the window. */
export function rowOfLine(
  log: ILogWindow,
  columns: number,
  place: { from: number; line: number }
): number {
  let base = 0;
  for (const chunk of log.chunks) {
    const { before, count } = chunkRows(chunk, columns);
    if (chunk.from === place.from) {
      return base + (before ? before[place.line] : place.line);
    }
    base += count;
  }
  return -1;
}

/** How far the rows that both windows hold have moved down, after rows came or went above them. */
export function rowShift(before: ILogWindow, after: ILogWindow, columns: number): number {
  const anchor = before.chunks.find(chunk => after.chunks.some(other => other.from === chunk.from));
  if (!anchor) {
    return 0;
  }
  const place = { from: anchor.from, line: 0 };
  return rowOfLine(after, columns, place) - rowOfLine(before, columns, place);
}

function lineOfRow(before: Uint32Array, row: number): number {
  let low = 0;
  let high = before.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (before[middle] <= row) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The spans of one row: those of its line, cut to its columns. */
export function rowSpans(row: IRow, columns: number): ISpan[] {
  return slicedSpans(spansOf(row.chunk.lines[row.line]), row.segment * columns, columns);
}

function slicedSpans(spans: ISpan[], from: number, length: number): ISpan[] {
  let position = 0;
  return spans.flatMap(span => {
    const begin = Math.max(from - position, 0);
    const end = Math.min(from + length - position, span.text.length);
    position += span.text.length;
    return begin < end ? [{ ...span, text: span.text.slice(begin, end) }] : [];
  });
}

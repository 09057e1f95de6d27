/**
 * The part of a log file that the page holds: a window of bytes, in chunks that begin at a line's start.
 *
 * A log may be a gigabyte, so the window slides: what is far from the reader is dropped and fetched again when
 * wanted. Chunks and windows are values, never changed in place; what is computed of a chunk can be kept by it.
 */

/** Bytes `from..to` of the file. Only the last line held may be unfinished. */
export interface IChunk {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
  /** The last line has no newline yet. */
  readonly open: boolean;
}

export interface ILogWindow {
  readonly chunks: readonly IChunk[];
  /** Bytes in the file, as far as known. */
  readonly size: number;
  /** Number of the first line held, 1 for the file's first; null while it is not known. */
  readonly firstLine: number | null;
}

export const EMPTY_LOG: ILogWindow = { chunks: [], size: 0, firstLine: null };

/** Bytes asked for at once. */
export const PAGE_BYTES = 256 * 1024;

const CHUNK_BYTES = 64 * 1024;
const HELD_BYTES = 8 * 1024 * 1024;
const HELD_LINES = 200_000;

export function startOf(log: ILogWindow): number {
  return log.chunks[0]?.from ?? 0;
}

export function endOf(log: ILogWindow): number {
  return log.chunks[log.chunks.length - 1]?.to ?? 0;
}

export function lineCount(log: ILogWindow): number {
  return log.chunks.reduce((count, chunk) => count + chunk.lines.length, 0);
}

/** All of the file is held. */
export function isWhole(log: ILogWindow): boolean {
  return startOf(log) === 0 && endOf(log) === log.size;
}

interface IPart {
  offset: number;
  next: number;
  size: number;
  text: string;
}

/** What the live feed sent: added at the end, unless the reader is elsewhere in the file. */
export function withLive(log: ILogWindow, part: IPart): ILogWindow {
  if (log.chunks.length === 0) {
    return begun(part);
  }
  if (part.offset !== endOf(log)) {
    return { ...log, size: Math.max(log.size, part.size) };
  }
  return trimmed(appended({ ...log, size: part.size }, part), 'head');
}

/** A page read from before the window's start. */
export function withEarlier(log: ILogWindow, page: IChunk): ILogWindow {
  const firstLine = page.from === 0 ? 1 : null;
  return trimmed({ ...log, chunks: linked([page], log.chunks), firstLine }, 'tail');
}

/** A page read from after the window's end. */
export function withLater(log: ILogWindow, page: IChunk): ILogWindow {
  const size = Math.max(log.size, page.to);
  return trimmed({ ...log, chunks: linked(log.chunks, [page]), size }, 'head');
}

/** A window that begins with this page. */
export function windowOf(page: IChunk, size: number): ILogWindow {
  return { chunks: [page], size, firstLine: page.from === 0 ? 1 : null };
}

/** The first part of a tail begins anywhere in a line: the rest of that line is left for the page before. */
function begun(part: IPart): ILogWindow {
  const cut = part.offset === 0 ? 0 : part.text.indexOf('\n') + 1;
  const from = part.offset + new TextEncoder().encode(part.text.slice(0, cut)).length;
  const chunk = chunkOf(from, part.next, part.text.slice(cut));
  return { chunks: [chunk], size: part.size, firstLine: from === 0 ? 1 : null };
}

function appended(log: ILogWindow, part: IPart): ILogWindow {
  const before = log.chunks.slice(0, -1);
  const last = log.chunks[log.chunks.length - 1];
  if (!last.open && last.to - last.from >= CHUNK_BYTES) {
    return { ...log, chunks: [...log.chunks, chunkOf(part.offset, part.next, part.text)] };
  }
  const added = chunkOf(last.to, part.next, part.text);
  return { ...log, chunks: [...before, joinedChunk(last, added)] };
}

/** Where the head ends within a line, the two chunks that share it become one. */
function linked(head: readonly IChunk[], tail: readonly IChunk[]): IChunk[] {
  const last = head[head.length - 1];
  return last?.open && tail.length > 0
    ? [...head.slice(0, -1), joinedChunk(last, tail[0]), ...tail.slice(1)]
    : [...head, ...tail];
}

function joinedChunk(head: IChunk, tail: IChunk): IChunk {
  const seam = head.open ? [head.lines[head.lines.length - 1] + (tail.lines[0] ?? '')] : [];
  const first = head.open ? head.lines.slice(0, -1) : head.lines;
  const rest = head.open ? tail.lines.slice(1) : tail.lines;
  const open = tail.lines.length === 0 ? head.open : tail.open;
  return { from: head.from, to: tail.to, lines: [...first, ...seam, ...rest], open };
}

/** Text as a chunk; an empty rest after the last newline is not a line. */
export function chunkOf(from: number, to: number, text: string): IChunk {
  const lines = text.split('\n');
  const open = lines[lines.length - 1] !== '';
  return { from, to, lines: open ? lines : lines.slice(0, -1), open };
}

/** Drops chunks from one end until the window is within its bounds. */
function trimmed(log: ILogWindow, end: 'head' | 'tail'): ILogWindow {
  let { chunks, firstLine } = log;
  const over = (): boolean =>
    chunks.length > 1 &&
    (endOf({ ...log, chunks }) - chunks[0].from > HELD_BYTES ||
      lineCount({ ...log, chunks }) > HELD_LINES);
  while (over()) {
    if (end === 'head') {
      firstLine = firstLine === null ? null : firstLine + chunks[0].lines.length;
    }
    chunks = end === 'head' ? chunks.slice(1) : chunks.slice(0, -1);
  }
  return { ...log, chunks, firstLine };
}

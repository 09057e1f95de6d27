/** Pages of a log file, cut where lines begin. */
import { chunkOf, PAGE_BYTES } from './logWindow';
import type { IChunk } from './logWindow';

type Read = (from: number, to: number) => Promise<Uint8Array>;

const NEWLINE = 10;
const LONGEST_PAGE = 8 * 1024 * 1024;

/** The page that ends where the window begins; larger where one line is longer than a page. */
export async function earlierPage(read: Read, end: number, length = PAGE_BYTES): Promise<IChunk> {
  const from = Math.max(0, end - length);
  const bytes = await read(from, end);
  // The byte before the end is the newline of the page's last line.
  const newline = bytes.subarray(0, -1).indexOf(NEWLINE);
  if (from > 0 && newline < 0 && length < LONGEST_PAGE) {
    return earlierPage(read, end, length * 4);
  }
  const cut = from === 0 ? 0 : Math.max(newline + 1, continuation(bytes, 0));
  return chunkOf(from + cut, end, decode(bytes.subarray(cut)));
}

/** The page from `from` on; the last one of the file may end in an unfinished line. */
export async function laterPage(
  read: Read,
  from: number,
  size: number,
  length = PAGE_BYTES
): Promise<IChunk> {
  const end = Math.min(size, from + length);
  const bytes = await read(from, end);
  const newline = bytes.lastIndexOf(NEWLINE);
  if (end < size && newline < 0 && length < LONGEST_PAGE) {
    return laterPage(read, from, size, length * 4);
  }
  const to = end === size || newline < 0 ? bytes.length : newline + 1;
  return chunkOf(from, from + to, decode(bytes.subarray(0, to)));
}

/** UTF-8 bytes at `at` that continue a character begun before. */
function continuation(bytes: Uint8Array, at: number): number {
  let count = 0;
  while (count < 3 && (bytes[at + count] & 0xc0) === 0x80) {
    count += 1;
  }
  return count;
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

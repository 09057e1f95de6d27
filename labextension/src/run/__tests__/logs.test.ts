// @vitest-environment node
import { describe, expect, it } from 'vitest';

import { firstLog, logFiles } from '../logs/files';
import {
  chunkOf,
  EMPTY_LOG,
  endOf,
  isWhole,
  lineCount,
  startOf,
  withEarlier,
  withLater,
  withLive
} from '../logs/logWindow';
import type { ILogWindow } from '../logs/logWindow';
import { earlierPage, laterPage } from '../logs/pages';

/** A file that grows, and the messages that its end becomes. */
class File {
  bytes = new Uint8Array();

  write(text: string): { offset: number; next: number; size: number; text: string } {
    const offset = this.bytes.length;
    this.bytes = new Uint8Array([...this.bytes, ...new TextEncoder().encode(text)]);
    return { offset, next: this.bytes.length, size: this.bytes.length, text };
  }

  readonly read = (from: number, to: number): Promise<Uint8Array> =>
    Promise.resolve(this.bytes.slice(from, to));
}

const linesOf = (log: ILogWindow): string[] => log.chunks.flatMap(chunk => chunk.lines);

describe('a live log', () => {
  it('joins a line that came in two parts', () => {
    const file = new File();
    let log = withLive(EMPTY_LOG, file.write('one\ntw'));
    expect(linesOf(log)).toEqual(['one', 'tw']);
    log = withLive(log, file.write('o\nthree\n'));
    expect(linesOf(log)).toEqual(['one', 'two', 'three']);
    expect([log.firstLine, isWhole(log)]).toEqual([1, true]);
  });

  it('keeps empty lines', () => {
    const file = new File();
    const log = withLive(withLive(EMPTY_LOG, file.write('a\n\n')), file.write('\nb'));
    expect(linesOf(log)).toEqual(['a', '', '', 'b']);
  });

  it('is nothing for an empty file, and goes on from there', () => {
    const file = new File();
    const empty = withLive(EMPTY_LOG, file.write(''));
    expect(lineCount(empty)).toBe(0);
    expect(linesOf(withLive(empty, file.write('x\n')))).toEqual(['x']);
  });

  it('begins with a whole line when it begins within the file', () => {
    const part = { offset: 1000, next: 1014, size: 1014, text: 'end of ü\nline\n' };
    const log = withLive(EMPTY_LOG, part);
    expect(linesOf(log)).toEqual(['line']);
    expect([startOf(log), log.firstLine]).toEqual([1010, null]);
  });

  it('does not tear a hole while the reader is elsewhere', () => {
    const file = new File();
    const log = withLive(EMPTY_LOG, file.write('a\n'));
    const later = withLive(log, { offset: 500, next: 502, size: 502, text: 'b\n' });
    expect(linesOf(later)).toEqual(['a']);
    expect([endOf(later), later.size, isWhole(later)]).toEqual([2, 502, false]);
  });

  it('holds a part of a file that is larger than the page should hold', () => {
    let log = EMPTY_LOG;
    const line = `${'x'.repeat(999)}\n`;
    const part = line.repeat(100);
    for (let at = 0; at < 200; at++) {
      const offset = at * part.length;
      const next = offset + part.length;
      log = withLive(log, { offset, next, size: next, text: part });
    }
    expect(endOf(log)).toBe(200 * part.length);
    expect(endOf(log) - startOf(log)).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(log.firstLine).toBe(startOf(log) / line.length + 1);
  });
});

describe('pages', () => {
  const file = new File();
  const text = Array.from({ length: 200 }, (_, at) => `line ${at} ünï\n`).join('');
  file.write(text);
  const size = file.bytes.length;

  it('read backwards give the whole file, line by line', async () => {
    const tail = text.slice(-100);
    const bytes = new TextEncoder().encode(tail).length;
    let log = withLive(EMPTY_LOG, { offset: size - bytes, next: size, size, text: tail });
    while (startOf(log) > 0) {
      log = withEarlier(log, await earlierPage(file.read, startOf(log), 300));
    }
    expect(linesOf(log).join('\n') + '\n').toBe(text);
    expect([log.firstLine, isWhole(log)]).toEqual([1, true]);
  });

  it('read forwards give the whole file, line by line', async () => {
    let log: ILogWindow = { ...EMPTY_LOG, size };
    while (endOf(log) < size) {
      log = withLater(log, await laterPage(file.read, endOf(log), size, 300));
    }
    expect(linesOf(log).join('\n') + '\n').toBe(text);
  });

  it('grow where one line is longer than a page', async () => {
    const long = new File();
    long.write(`first\n${'y'.repeat(5000)}\nlast\n`);
    const page = await earlierPage(long.read, long.bytes.length - 5, 64);
    expect(page.lines.at(-1)).toBe('y'.repeat(5000));
    const next = await laterPage(long.read, 6, long.bytes.length, 64);
    expect(next.lines[0]).toBe('y'.repeat(5000));
  });

  it('join a line that two pages share', () => {
    const log = withLater(
      { chunks: [chunkOf(0, 3, 'a\nb')], size: 6, firstLine: 1 },
      chunkOf(3, 6, 'c\nd')
    );
    expect(linesOf(log)).toEqual(['a', 'bc', 'd']);
  });
});

describe('log files', () => {
  const files = [
    'system_logs/launcher.txt',
    'outputs/model.pkl',
    'logs/events.txt',
    'user_logs/std_log_process_01.txt',
    'user_logs/std_log_process_00.txt'
  ].map(path => ({ path, size: 1, modified: '' }));

  it("are the script's first, the system's apart, outputs not at all", () => {
    const { user, system } = logFiles(files);
    expect(user.map(file => file.path)).toEqual([
      'user_logs/std_log_process_00.txt',
      'user_logs/std_log_process_01.txt',
      'logs/events.txt'
    ]);
    expect(system.map(file => file.path)).toEqual(['system_logs/launcher.txt']);
  });

  it('begin with the log that will come when there is none yet', () => {
    expect(firstLog([])).toBe('user_logs/std_log.txt');
    expect(firstLog(files)).toBe('user_logs/std_log_process_00.txt');
  });
});

// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';

import { Subscriptions } from '../../feed/subscriptions';
import type { PageMessage } from '../../feed/subscriptions';
import type { IFeed, Message } from '../../feed/types';
import { RequestError } from '../../feed/types';
import { LogStore } from '../logs/logStore';
import { endOf, isWhole, lineCount, startOf } from '../logs/logWindow';

const LINES = Array.from({ length: 50_000 }, (_, at) => `this is line ${at} of the file\n`);
const FILE = new TextEncoder().encode(LINES.join(''));
const SIZE = FILE.length;

let asked: PageMessage[];
let reads: [number, number][];
let failure: Error | null;
let subscriptions: Subscriptions;
let store: LogStore;
let stop: () => void;

beforeEach(() => {
  asked = [];
  reads = [];
  failure = null;
  subscriptions = new Subscriptions(message => asked.push(message));
  const feed = {
    subscribe: subscriptions.add.bind(subscriptions),
    bytes: (path: string, range: [number, number]) => {
      expect(path).toBe('/w/jobs/r/content/user_logs/std_log.txt');
      reads.push(range);
      return failure ? Promise.reject(failure) : Promise.resolve(FILE.slice(...range));
    }
  } as unknown as IFeed;
  store = new LogStore(feed, { workspace: '/w', run: 'r', path: 'user_logs/std_log.txt' });
  stop = store.listen(() => undefined);
});

/** The server's answer to the last subscription: the file from the offset it asked for. */
function answer(size = SIZE): void {
  const last = asked.filter(message => message.type === 'subscribe').at(-1);
  const offset = Math.max(0, size + (last as { offset: number }).offset);
  const text = new TextDecoder().decode(FILE.slice(offset, size));
  const part = { path: 'user_logs/std_log.txt', offset, next: size, size, text };
  subscriptions.deliver({ ...part, id: last?.id, type: 'log' } as Message);
}

const firstLine = (): string => store.state.log.chunks[0].lines[0];

describe('LogStore', () => {
  it('begins with the end of the file and reads back to its start', async () => {
    answer();
    expect(endOf(store.state.log)).toBe(SIZE);
    expect(SIZE - startOf(store.state.log)).toBeLessThanOrEqual(256 * 1024);
    while (startOf(store.state.log) > 0) {
      await store.loadEarlier();
    }
    expect(isWhole(store.state.log)).toBe(true);
    expect(lineCount(store.state.log)).toBe(LINES.length);
    expect(firstLine()).toBe('this is line 0 of the file');
  });

  it('reads one page at a time, however often it is asked', async () => {
    answer();
    await Promise.all([store.loadEarlier(), store.loadEarlier(), store.loadEarlier()]);
    expect(reads).toHaveLength(1);
  });

  it('jumps to the start, reads on, and comes back to the live end', async () => {
    answer();
    await store.toStart();
    expect([startOf(store.state.log), store.state.log.firstLine]).toEqual([0, 1]);
    const end = endOf(store.state.log);
    await store.loadLater();
    expect(endOf(store.state.log)).toBeGreaterThan(end);
    store.toEnd();
    answer();
    expect(endOf(store.state.log)).toBe(SIZE);
    expect(asked.map(message => message.type)).toEqual(['subscribe', 'unsubscribe', 'subscribe']);
  });

  it('finds what is far away without holding what lies between', async () => {
    answer();
    const holds = (page: { lines: readonly string[] }): boolean =>
      page.lines.some(line => line.includes('line 17 '));
    expect(await store.seek(-1, holds, () => true)).toBe(true);
    expect(store.state.log.chunks).toHaveLength(1);
    expect(store.state.log.chunks.some(holds)).toBe(true);
  });

  it('stops a search at the end of the file, or when it is not wanted', async () => {
    answer();
    const before = store.state.log;
    expect(
      await store.seek(
        -1,
        () => false,
        () => true
      )
    ).toBe(false);
    expect(store.state.log).toBe(before);
    reads = [];
    expect(
      await store.seek(
        -1,
        () => true,
        () => false
      )
    ).toBe(false);
    expect(reads).toEqual([]);
  });

  it('shows what went wrong and keeps what it has', async () => {
    answer();
    const before = store.state.log;
    failure = new RequestError(404, { code: 'NotFound', message: 'The log is gone.' });
    await store.loadEarlier();
    expect(store.state.problem?.message).toBe('The log is gone.');
    expect(store.state.log).toBe(before);
    failure = null;
    await store.loadEarlier();
    expect(store.state.problem).toBeNull();
  });

  it('is ready when the file is known to be empty or the run to be over', () => {
    expect(store.state.ready).toBe(false);
    subscriptions.deliver({ id: '1', type: 'end' });
    expect(store.state.ready).toBe(true);
  });

  it('asks for nothing more when nobody looks', () => {
    stop();
    expect(asked.at(-1)).toEqual({ type: 'unsubscribe', id: '1' });
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';

import { RequestError } from '../../feed/types';
import type { IFeed } from '../../feed/types';
import type { TransferEvent } from '../transfers';
import { UploadQueue } from '../uploadQueue';

type Upload = IFeed['upload'];

const upload = vi.fn<Upload>();
const arrived = vi.fn();
let events: TransferEvent[];
let queue: UploadQueue;

const source = (path: string) => ({ path, file: new File(['abc'], path) });
const settled = () => new Promise(resolve => setTimeout(resolve));
const taken = new RequestError(409, { code: 'ResourceExists', message: 'It is there.' });
const kinds = (key: number) =>
  events.flatMap(event => ('key' in event && event.key === key ? [event.type] : []));

beforeEach(() => {
  upload.mockReset().mockResolvedValue(undefined);
  arrived.mockReset();
  events = [];
  const feed = { upload } as unknown as IFeed;
  queue = new UploadQueue(feed, '/ws', 'lab', event => events.push(event), arrived);
});

describe('the queue', () => {
  it('sends each file to its folder and tells of it', async () => {
    queue.add('in', [source('a.txt'), source('deep/b c.txt')]);
    await settled();
    expect(upload.mock.calls.map(([path]) => path)).toEqual([
      '/ws/datastores/lab/content/in/a.txt',
      '/ws/datastores/lab/content/in/deep/b%20c.txt'
    ]);
    expect(kinds(0)).toEqual(['started', 'finished']);
    expect(arrived).toHaveBeenCalledTimes(2);
  });

  it('tells once all bytes are sent, however long the answer takes', async () => {
    let answer: () => void = () => undefined;
    upload.mockImplementation((_path, _body, options) => {
      options?.onProgress?.(1, 3);
      // The carrier may count more than the file.
      options?.onProgress?.(5, 5);
      return new Promise(resolve => (answer = resolve));
    });
    queue.add('', [source('a')]);
    await settled();
    expect(kinds(0)).toEqual(['started', 'progressed', 'progressed', 'sent']);
    answer();
    await settled();
    expect(kinds(0).at(-1)).toBe('finished');
  });

  it('has three under way at most', async () => {
    const finish: (() => void)[] = [];
    upload.mockImplementation(() => new Promise(resolve => finish.push(resolve)));
    queue.add(
      '',
      ['a', 'b', 'c', 'd', 'e'].map(name => source(name))
    );
    expect(upload).toHaveBeenCalledTimes(3);
    finish[0]();
    await settled();
    expect(upload).toHaveBeenCalledTimes(4);
  });

  it('asks before it replaces a file', async () => {
    upload.mockRejectedValueOnce(taken);
    queue.add('', [source('a')]);
    await settled();
    expect(upload.mock.calls[0][2]?.overwrite).toBe(false);
    expect(kinds(0)).toEqual(['started', 'refused']);
    queue.again(0, true);
    await settled();
    expect(upload.mock.calls[1][2]?.overwrite).toBe(true);
    expect(kinds(0)).toEqual(['started', 'refused', 'started', 'finished']);
  });

  it('tries again what failed, and goes on with the others', async () => {
    upload.mockRejectedValueOnce(new Error('The line is cut.'));
    queue.add('', [source('a'), source('b')]);
    await settled();
    expect(kinds(0)).toEqual(['started', 'failed']);
    expect(kinds(1)).toEqual(['started', 'finished']);
    queue.again(0, false);
    await settled();
    expect(kinds(0).at(-1)).toBe('finished');
  });

  it('stops one that is under way without calling it failed', async () => {
    upload.mockImplementation(
      (_path, _body, options) =>
        new Promise((_, reject) =>
          options?.signal?.addEventListener('abort', () => reject(new Error('stopped')))
        )
    );
    queue.add('', [source('a')]);
    queue.drop(0);
    await settled();
    expect(kinds(0)).toEqual(['started', 'dropped']);
  });

  it('never sends what was dropped while it waited', async () => {
    const finish: (() => void)[] = [];
    upload.mockImplementation(() => new Promise(resolve => finish.push(resolve)));
    queue.add(
      '',
      ['a', 'b', 'c', 'd'].map(name => source(name))
    );
    queue.drop(3);
    finish.forEach(done => done());
    await settled();
    expect(upload).toHaveBeenCalledTimes(3);
  });
});

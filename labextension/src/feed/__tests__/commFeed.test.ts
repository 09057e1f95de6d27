// @vitest-environment node
import { beforeEach, describe, expect, it } from 'vitest';

import { CommFeed } from '../commFeed';
import type { Message } from '../types';
import { RequestError } from '../types';
import { frameOf } from './frames';

type Listener = (content: unknown, buffers: DataView[]) => void;

/** The browser's end of a comm. */
class Model {
  readonly sent: { content: Record<string, never>; buffers: ArrayBuffer[] }[] = [];
  listener: Listener | null = null;

  send(content: unknown, _callbacks?: unknown, buffers: ArrayBuffer[] = []): void {
    this.sent.push({ content: content as Record<string, never>, buffers });
  }

  on(_name: string, listener: Listener): void {
    this.listener = listener;
  }

  off(): void {
    this.listener = null;
  }

  say(content: unknown, ...buffers: DataView[]): void {
    this.listener?.(content, buffers);
  }
}

let model: Model;
let feed: CommFeed;

beforeEach(() => {
  model = new Model();
  feed = new CommFeed(model);
});

function answerLast(status: number, body?: unknown, ...buffers: DataView[]): void {
  const { n } = model.sent.at(-1)?.content.request as unknown as { n: number };
  model.say({ answer: { n, status, body } }, ...buffers);
}

describe('CommFeed', () => {
  it('sends a request and gives its answer', async () => {
    const answer = feed.request<{ ok: boolean }>('PATCH', '/w/jobs/x/tags?a=1&b=c%20d', {
      set: {}
    });
    expect(model.sent[0].content.request).toEqual({
      n: 1,
      method: 'PATCH',
      path: '/w/jobs/x/tags',
      query: { a: '1', b: 'c d' },
      body: { set: {} }
    });
    answerLast(200, { ok: true });
    expect(await answer).toEqual({ ok: true });
  });

  it('throws the problem of an answer that is no success', async () => {
    const answer = feed.request('POST', '/w/jobs/x/cancel');
    answerLast(409, { error: { code: 'Conflict', message: 'It has ended.', remedy: 'Nothing.' } });
    const error = await answer.catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(RequestError);
    expect(error).toMatchObject({ status: 409, problem: { code: 'Conflict', remedy: 'Nothing.' } });
  });

  it('asks for a range and gives the buffer', async () => {
    const bytes = feed.bytes('/w/jobs/x/content/a', [10, 13]);
    expect(model.sent[0].content.request).toMatchObject({ range: [10, 13] });
    answerLast(200, null, new DataView(new Uint8Array([9, 1, 2, 3]).buffer, 1));
    expect([...(await bytes)]).toEqual([1, 2, 3]);
  });

  it('keeps answers apart, whatever their order', async () => {
    const first = feed.request('GET', '/a');
    const second = feed.request('GET', '/b');
    model.say({ answer: { n: 2, status: 200, body: 'b' } });
    model.say({ answer: { n: 1, status: 200, body: 'a' } });
    expect(await Promise.all([first, second])).toEqual(['a', 'b']);
  });

  it('carries live messages and frames, and is live with the first', () => {
    const seen: Message[] = [];
    feed.subscribe({ topic: 'run', workspace: '/w', run: 'r' }, message => seen.push(message));
    expect(model.sent[0].content.live).toMatchObject({ type: 'subscribe', id: '1', topic: 'run' });
    expect(feed.link).toBe('connecting');
    model.say({ live: { type: 'hello', protocol: 1 } });
    expect(feed.link).toBe('live');
    const frame = frameOf('1', 'c', [{ name: 'loss', step: [0], value: [1] }]);
    model.say({ live: null }, new DataView(frame));
    expect(seen.map(message => message.type)).toEqual(['metrics']);
  });

  it('uploads bytes as a buffer', async () => {
    const upload = feed.upload('/w/f', new Blob(['abc']), { overwrite: false });
    await new Promise<void>(resolve => {
      const look = (): void => (model.sent.length > 0 ? resolve() : void setTimeout(look));
      look();
    });
    expect(model.sent[0].content.request).toMatchObject({
      method: 'PUT',
      query: { overwrite: 'false' }
    });
    expect(new TextDecoder().decode(model.sent[0].buffers[0])).toBe('abc');
    answerLast(201);
    await upload;
  });
});

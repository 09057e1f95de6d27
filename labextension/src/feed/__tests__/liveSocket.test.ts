import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { LiveSocket } from '../liveSocket';
import type { Link, Message, Topic } from '../types';
import { frameOf } from './frames';

/** The browser's end of a socket, as far as LiveSocket uses it. */
class FakeSocket {
  binaryType = '';
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: Record<string, unknown>[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }

  close(): void {
    this.onclose?.();
  }

  say(message: unknown): void {
    this.onmessage?.({ data: message instanceof ArrayBuffer ? message : JSON.stringify(message) });
  }
}

const LOG: Topic = { topic: 'log', workspace: '/w', run: 'r', path: 'p', offset: -100 };
const METRICS: Topic = {
  topic: 'metrics',
  workspace: '/w',
  run: 'r',
  width: 10,
  cursor: null,
  names: null,
  window: null
};

let sockets: FakeSocket[];
let live: LiveSocket;

beforeEach(() => {
  vi.useFakeTimers();
  sockets = [];
  live = new LiveSocket(() => {
    sockets.push(new FakeSocket());
    return sockets.at(-1) as unknown as WebSocket;
  });
});

afterEach(() => {
  live.dispose();
  vi.useRealTimers();
});

function greeted(): FakeSocket {
  const socket = sockets.at(-1) as FakeSocket;
  socket.say({ type: 'hello', protocol: 1 });
  return socket;
}

describe('LiveSocket', () => {
  it('opens with the first subscription, one socket for all', () => {
    expect(sockets).toHaveLength(0);
    live.subscribe(LOG, () => undefined);
    live.subscribe(METRICS, () => undefined);
    expect(sockets).toHaveLength(1);
  });

  it('says nothing before the greeting, then everything once', () => {
    live.subscribe(LOG, () => undefined);
    expect(sockets[0].sent).toEqual([]);
    const socket = greeted();
    live.subscribe(METRICS, () => undefined);
    expect(socket.sent.map(message => [message.type, message.id, message.topic])).toEqual([
      ['subscribe', '1', 'log'],
      ['subscribe', '2', 'metrics']
    ]);
  });

  it('hands each message to its own subscriber, frames too', () => {
    const log: Message[] = [];
    const metrics: Message[] = [];
    live.subscribe(LOG, message => log.push(message));
    live.subscribe(METRICS, message => metrics.push(message));
    const socket = greeted();
    socket.say({ id: '1', type: 'log', path: 'p', offset: 0, next: 3, size: 3, text: 'hi\n' });
    socket.say(frameOf('2', 'c1', [{ name: 'loss', step: [0], value: [1] }]));
    expect(log.map(message => message.type)).toEqual(['log']);
    expect(metrics.map(message => message.type)).toEqual(['metrics']);
  });

  it('comes back and goes on from the last message of each', () => {
    live.subscribe(LOG, () => undefined);
    live.subscribe(METRICS, () => undefined);
    const first = greeted();
    first.say({ id: '1', type: 'log', path: 'p', offset: 0, next: 42, size: 42, text: 'x' });
    first.say(frameOf('2', 'c7', [{ name: 'loss', step: [0], value: [1] }]));
    first.close();
    vi.advanceTimersByTime(250);
    const second = greeted();
    expect(sockets).toHaveLength(2);
    expect(second.sent).toMatchObject([
      { id: '1', topic: 'log', offset: 42 },
      { id: '2', topic: 'metrics', cursor: 'c7' }
    ]);
  });

  it('waits longer after each failure, and from the start again after a success', () => {
    live.subscribe(LOG, () => undefined);
    sockets[0].close();
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(2);
    sockets[1].close();
    vi.advanceTimersByTime(499);
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(sockets).toHaveLength(3);
    greeted().close();
    vi.advanceTimersByTime(250);
    expect(sockets).toHaveLength(4);
  });

  it('retries at once when the browser is online again', () => {
    live.subscribe(LOG, () => undefined);
    sockets[0].close();
    window.dispatchEvent(new Event('online'));
    expect(sockets).toHaveLength(2);
    vi.advanceTimersByTime(1000);
    expect(sockets).toHaveLength(2);
  });

  it('tells when the link is lost and found', () => {
    const seen: Link[] = [];
    live.link.listen(link => seen.push(link));
    live.subscribe(LOG, () => undefined);
    greeted().close();
    vi.advanceTimersByTime(250);
    greeted();
    expect(seen).toEqual(['live', 'lost', 'live']);
  });

  it('asks no more for what was disposed or has ended', () => {
    const gone = live.subscribe(LOG, () => undefined);
    live.subscribe(METRICS, () => undefined);
    const first = greeted();
    gone.dispose();
    expect(first.sent.at(-1)).toEqual({ type: 'unsubscribe', id: '1' });
    first.say({ id: '2', type: 'end' });
    first.close();
    vi.advanceTimersByTime(250);
    expect(greeted().sent).toEqual([]);
  });

  it('drops old answers after an update', () => {
    const seen: Message[] = [];
    const subscription = live.subscribe(LOG, message => seen.push(message));
    const socket = greeted();
    subscription.update({ ...LOG, path: 'other' } as Topic);
    socket.say({ id: '1', type: 'log', path: 'p', offset: 0, next: 1, size: 1, text: 'a' });
    socket.say({ id: '2', type: 'log', path: 'other', offset: 0, next: 1, size: 1, text: 'b' });
    expect(seen.map(message => message.id)).toEqual(['2']);
  });

  it('stays closed once disposed', () => {
    live.subscribe(LOG, () => undefined);
    greeted();
    live.dispose();
    vi.advanceTimersByTime(60_000);
    expect(sockets).toHaveLength(1);
  });
});

import { decodeFrame } from './frame';
import { LinkState } from './linkState';
import { Subscriptions } from './subscriptions';
import type { PageMessage } from './subscriptions';
import type { ISubscription, Message, Topic } from './types';

const FIRST_DELAY = 250;
const LONGEST_DELAY = 15_000;

/**
 * The page's one live socket. It opens with the first subscription and, when lost, comes back by itself:
 * after 0.25 s, then twice as long each time up to 15 s, at once when the browser is online again.
 */
export class LiveSocket {
  readonly link = new LinkState();

  constructor(private readonly connect: () => WebSocket) {
    globalThis.addEventListener?.('online', this._retryNow);
  }

  subscribe(topic: Topic, receive: (message: Message) => void): ISubscription {
    const subscription = this._subscriptions.add(topic, receive);
    if (!this._socket && this._timer === undefined) {
      this._open();
    }
    return subscription;
  }

  dispose(): void {
    globalThis.removeEventListener?.('online', this._retryNow);
    this._disposed = true;
    clearTimeout(this._timer);
    this._socket?.close();
  }

  private _open(): void {
    this._timer = undefined;
    const socket = this.connect();
    socket.binaryType = 'arraybuffer';
    socket.onmessage = event => this._receive(event.data as string | ArrayBuffer);
    socket.onclose = () => this._lost();
    this._socket = socket;
  }

  private _receive(data: string | ArrayBuffer): void {
    if (typeof data !== 'string') {
      this._subscriptions.deliver(decodeFrame(data));
      return;
    }
    const message = JSON.parse(data) as Message | { type: 'hello' };
    if (message.type === 'hello') {
      this._welcomed();
    } else {
      this._subscriptions.deliver(message);
    }
  }

  private _welcomed(): void {
    this._delay = FIRST_DELAY;
    this.link.value = 'live';
    this._subscriptions.resume();
  }

  private _lost(): void {
    this._socket = null;
    if (this._disposed) {
      return;
    }
    this.link.value = 'lost';
    this._timer = setTimeout(() => this._open(), this._delay);
    this._delay = Math.min(this._delay * 2, LONGEST_DELAY);
  }

  private readonly _retryNow = (): void => {
    if (this._timer !== undefined) {
      clearTimeout(this._timer);
      this._open();
    }
  };

  /** Before the greeting nothing is sent: `resume` will say it all. */
  private readonly _send = (message: PageMessage): void => {
    if (this.link.value === 'live') {
      this._socket?.send(JSON.stringify(message));
    }
  };

  private _socket: WebSocket | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _delay = FIRST_DELAY;
  private _disposed = false;
  private readonly _subscriptions = new Subscriptions(this._send);
}

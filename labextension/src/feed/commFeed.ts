import { decodeFrame } from './frame';
import { LinkState } from './linkState';
import { requestError } from './problem';
import { Subscriptions } from './subscriptions';
import type { IFeed, ISubscription, Message, Topic } from './types';

/** The part of an anywidget model that a feed needs. */
export interface IModel {
  send(content: unknown, callbacks?: unknown, buffers?: ArrayBuffer[]): void;
  on(name: 'msg:custom', listener: (content: unknown, buffers: DataView[]) => void): void;
  off(name: 'msg:custom', listener: (content: unknown, buffers: DataView[]) => void): void;
}

interface IAnswer {
  n: number;
  status: number;
  body?: unknown;
}

type Incoming = { live?: Message | { type: 'hello' } | null; answer?: IAnswer };

interface IWaiting {
  resolve: (answer: IAnswer, bytes: Uint8Array) => void;
}

/** The feed of a front end without our server: everything travels over the widget's comm to the kernel. */
export class CommFeed implements IFeed {
  constructor(private readonly model: IModel) {
    model.on('msg:custom', this._receive);
  }

  get link(): IFeed['link'] {
    return this._link.value;
  }

  onLink(listener: Parameters<IFeed['onLink']>[0]): () => void {
    return this._link.listen(listener);
  }

  subscribe(topic: Topic, receive: (message: Message) => void): ISubscription {
    return this._subscriptions.add(topic, receive);
  }

  async request<T>(method: string, path: string, body?: unknown): Promise<T> {
    const { answer } = await this._ask({ method, path, body });
    return answer.body as T;
  }

  async bytes(path: string, range?: [number, number]): Promise<Uint8Array> {
    const { bytes } = await this._ask({ method: 'GET', path, range });
    return bytes;
  }

  async upload(path: string, body: Blob, options: { overwrite?: boolean } = {}): Promise<void> {
    const query = options.overwrite === false ? '?overwrite=false' : '';
    await this._ask({ method: 'PUT', path: path + query }, [await body.arrayBuffer()]);
  }

  url(): null {
    return null;
  }

  dispose(): void {
    this.model.off('msg:custom', this._receive);
  }

  private _ask(
    request: { method: string; path: string; body?: unknown; range?: [number, number] },
    buffers: ArrayBuffer[] = []
  ): Promise<{ answer: IAnswer; bytes: Uint8Array }> {
    const n = this._next++;
    const [path, query] = splitQuery(request.path);
    return new Promise((fulfil, reject) => {
      const resolve = (answer: IAnswer, bytes: Uint8Array): void =>
        answer.status < 300
          ? fulfil({ answer, bytes })
          : reject(requestError(answer.status, answer.body));
      this._waiting.set(n, { resolve });
      this.model.send({ request: { ...request, n, path, query } }, undefined, buffers);
    });
  }

  private readonly _receive = (content: unknown, buffers: DataView[]): void => {
    const { live, answer } = content as Incoming;
    if (answer) {
      this._waiting.get(answer.n)?.resolve(answer, bytesOf(buffers[0]));
      this._waiting.delete(answer.n);
    } else if (live === null) {
      this._deliver(decodeFrame(buffers[0]));
    } else if (live) {
      this._deliver(live);
    }
  };

  private _deliver(message: Message | { type: 'hello' }): void {
    this._link.value = 'live';
    if (message.type !== 'hello') {
      this._subscriptions.deliver(message);
    }
  }

  private _next = 1;
  private readonly _link = new LinkState();
  private readonly _waiting = new Map<number, IWaiting>();
  private readonly _subscriptions = new Subscriptions(message =>
    this.model.send({ live: message })
  );
}

function splitQuery(path: string): [string, Record<string, string>] {
  const [plain, query = ''] = path.split('?', 2);
  return [plain, Object.fromEntries(new URLSearchParams(query))];
}

function bytesOf(view: DataView | undefined): Uint8Array {
  return view ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength) : new Uint8Array();
}

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { LiveSocket } from './liveSocket';
import { requestError } from './problem';
import type { IFeed, ISubscription, Message, Topic } from './types';

const ROOT = 'amlwidgets';

type UploadOptions = NonNullable<Parameters<IFeed['upload']>[2]>;

/** The feed of a page with our server extension behind it. */
class ServerFeed implements IFeed {
  constructor(private readonly settings: ServerConnection.ISettings) {
    this._socket = new LiveSocket(() => new settings.WebSocket(socketUrl(settings)));
  }

  get link(): IFeed['link'] {
    return this._socket.link.value;
  }

  onLink(listener: Parameters<IFeed['onLink']>[0]): () => void {
    return this._socket.link.listen(listener);
  }

  subscribe(topic: Topic, receive: (message: Message) => void): ISubscription {
    return this._socket.subscribe(topic, receive);
  }

  async request<T>(method: string, path: string, body?: unknown, signal?: AbortSignal): Promise<T> {
    const init: RequestInit = { method, signal };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers = { 'Content-Type': 'application/json' };
    }
    const response = await this._ask(path, init);
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  async bytes(path: string, range?: [number, number]): Promise<Uint8Array> {
    const headers = range ? { Range: `bytes=${range[0]}-${range[1] - 1}` } : undefined;
    const response = await this._ask(path, { method: 'GET', headers, cache: 'no-store' });
    return new Uint8Array(await response.arrayBuffer());
  }

  upload(path: string, body: Blob, options: UploadOptions = {}): Promise<void> {
    // fetch cannot tell how far an upload is.
    const request = new XMLHttpRequest();
    const query = options.overwrite === false ? '?overwrite=false' : '';
    request.open('PUT', this._address(path) + query);
    authorize(request, this.settings);
    request.upload.onprogress = event => options.onProgress?.(event.loaded, event.total);
    options.signal?.addEventListener('abort', () => request.abort());
    return new Promise((resolve, reject) => {
      request.onload = () =>
        request.status < 300 ? resolve() : reject(requestError(request.status, answerOf(request)));
      request.onerror = () => reject(requestError(0, null));
      request.onabort = () => reject(new DOMException('The upload was stopped.', 'AbortError'));
      request.send(body);
    });
  }

  url(path: string): string {
    return this._address(path);
  }

  private _address(path: string): string {
    return URLExt.join(this.settings.baseUrl, ROOT) + path;
  }

  private async _ask(path: string, init: RequestInit): Promise<Response> {
    const response = await ServerConnection.makeRequest(this._address(path), init, this.settings);
    if (!response.ok) {
      throw requestError(response.status, await response.json().catch(() => null));
    }
    return response;
  }

  private readonly _socket: LiveSocket;
}

function answerOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText);
  } catch {
    return null;
  }
}

function socketUrl(settings: ServerConnection.ISettings): string {
  const url = URLExt.join(settings.wsUrl, ROOT, 'live');
  // A browser cannot set headers on a socket: where cookies do not do, JupyterLab itself adds the token.
  return settings.appendToken && settings.token !== ''
    ? `${url}?token=${encodeURIComponent(settings.token)}`
    : url;
}

function authorize(request: XMLHttpRequest, settings: ServerConnection.ISettings): void {
  if (settings.token !== '') {
    request.setRequestHeader('Authorization', `token ${settings.token}`);
  }
  const xsrf = /(?:^|; )_xsrf=([^;]+)/.exec(document.cookie)?.[1];
  if (xsrf) {
    request.setRequestHeader('X-XSRFToken', xsrf);
  }
}

const feeds = new Map<string, IFeed>();

/** The page's feed to this server: one socket however many views, plugins and saved outputs ask for it. */
export function serverFeed(
  settings: ServerConnection.ISettings = ServerConnection.makeSettings()
): IFeed {
  const known = feeds.get(settings.baseUrl) ?? new ServerFeed(settings);
  feeds.set(settings.baseUrl, known);
  return known;
}

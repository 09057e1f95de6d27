/** A page, a feed whose messages the test writes, and a run view on it. */
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import { vi } from 'vitest';

import { frameOf } from '../../feed/__tests__/frames';
import type { IPoints } from '../../feed/__tests__/frames';
import { decodeFrame } from '../../feed/frame';
import { LinkState } from '../../feed/linkState';
import { Subscriptions } from '../../feed/subscriptions';
import type { PageMessage } from '../../feed/subscriptions';
import type { IFeed, IFile, IRun, Message } from '../../feed/types';
import type { IHost } from '../../host';
import { ENGLISH } from '../context';
import { RunView } from '../RunView';

/** What jsdom lacks. Nothing is ever seen or resized there. */
class NoObserver {
  observe(): void {}
  disconnect(): void {}
}

export class Stage {
  readonly asked: PageMessage[] = [];
  readonly request = vi.fn<(method: string, path: string, body?: unknown) => Promise<unknown>>();
  readonly bytes = vi.fn<(path: string, range?: [number, number]) => Promise<Uint8Array>>();
  readonly upload = vi.fn<IFeed['upload']>();
  readonly link = new LinkState();
  readonly host: IHost = {};
  readonly element = document.createElement('div');

  constructor() {
    vi.stubGlobal('IntersectionObserver', NoObserver);
    vi.stubGlobal('ResizeObserver', NoObserver);
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    Element.prototype.scrollIntoView = () => undefined;
    document.body.replaceChildren(this.element);
    this._root = createRoot(this.element);
  }

  show(saved: IRun | null = null): void {
    const { host } = this;
    const feed = this._feed();
    const loadPlotly = (): Promise<never> => new Promise(() => undefined);
    const props = { feed, host, saved, workspace: '/ws', runId: 'digits_1_abc', loadPlotly };
    React.act(() => this._root.render(<RunView {...props} trans={ENGLISH} />));
  }

  /** The server's answer to whoever subscribed last to this topic. */
  say(topic: string, message: Record<string, unknown>): void {
    React.act(() => this._deliver(topic, message));
  }

  run(run: IRun, files: IFile[] = []): void {
    this.say('run', { type: 'run', run, files, cursor: 1 });
  }

  points(points: IPoints[], records: Parameters<typeof frameOf>[3] = []): void {
    const frame = decodeFrame(frameOf('0', 'c', points, records));
    this.say('metrics', { ...frame });
  }

  find(selector: string): HTMLElement {
    const found = this.element.querySelector<HTMLElement>(selector);
    if (!found) {
      throw new Error(`nothing is ${selector} in ${this.element.innerHTML}`);
    }
    return found;
  }

  button(text: string): HTMLElement {
    const all = [...this.element.querySelectorAll<HTMLElement>('button')];
    const found = all.find(one => (one.getAttribute('aria-label') ?? one.textContent) === text);
    if (!found) {
      throw new Error(`no button says ${text}`);
    }
    return found;
  }

  /** Do something and let everything that follows from it happen. */
  async then(what: () => void): Promise<void> {
    await React.act(async () => {
      what();
      await Promise.resolve();
    });
  }

  close(): void {
    React.act(() => this._root.unmount());
    vi.unstubAllGlobals();
  }

  private _deliver(topic: string, message: Record<string, unknown>): void {
    const last = this.asked.filter(one => one.type === 'subscribe' && one.topic === topic).at(-1);
    this._subscriptions.deliver({ ...message, id: last?.id } as Message);
  }

  protected _feed(): IFeed {
    const { link, request, bytes, upload } = this;
    return {
      get link() {
        return link.value;
      },
      onLink: link.listen,
      subscribe: (topic, receive) => this._subscriptions.add(topic, receive),
      request: request as IFeed['request'],
      bytes,
      upload,
      url: path => `/base${path}`
    };
  }

  protected readonly _root: Root;
  private readonly _subscriptions = new Subscriptions(message => this.asked.push(message));
}

/** A panel or tab with datasets, on a feed whose answers the test gives. */
import * as React from 'react';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';
import { vi } from 'vitest';

import { RequestError } from '../../feed/types';
import type { IFeed, Message } from '../../feed/types';
import type { IHost } from '../../host';
import type { IReady, Session } from '../../panel/session';
import { ENGLISH } from '../../run/context';
import { liveWorkspace } from '../../runs/liveWorkspace';
import type { IColumnProfile, IDataset, IProfile } from '../types';

class NoObserver {
  observe(): void {}
  disconnect(): void {}
}

export function dataset(name: string, part: Partial<IDataset> = {}): IDataset {
  return {
    name,
    version: '1',
    kind: 'tabular',
    format: 'delimited',
    description: '',
    tags: {},
    created: '2026-11-21T10:00:00.000000Z',
    createdBy: 'ada',
    versions: 1,
    ...part
  };
}

export function column(name: string, part: Partial<IColumnProfile> = {}): IColumnProfile {
  return {
    name,
    type: 'int64',
    count: 90,
    missing: 10,
    distinct: 3,
    min: 0,
    max: 2,
    mean: 1,
    std: 0.5,
    quantiles: { '0.5': 1 },
    top: null,
    histogram: { edges: [-0.5, 0.5, 1.5], counts: [30, 60] },
    ...part
  };
}

export function profile(...columns: IColumnProfile[]): IProfile {
  return { columns, rows: 100, truncated: false, computed: '2026-11-21T10:00:00.000000Z' };
}

type Answer = (() => unknown) | object | null;

export class Scene {
  /** By path below the workspace: what is answered, or how. */
  readonly answers = new Map<string, Answer>();
  readonly asked: string[] = [];
  /** By path: what says that the last answer is not wanted any more. */
  readonly signals = new Map<string, AbortSignal>();
  readonly element = document.createElement('div');
  readonly host = { openDataset: vi.fn(), openRun: vi.fn(), insertCode: vi.fn() } satisfies IHost;
  readOnly = false;
  mode = 'embedded';

  constructor() {
    vi.stubGlobal('ResizeObserver', NoObserver);
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    Element.prototype.scrollIntoView = () => undefined;
    document.body.replaceChildren(this.element);
    this._root = createRoot(this.element);
  }

  readonly feed = {
    request: (method: string, path: string, _?: unknown, signal?: AbortSignal) =>
      this._answer(method, path.replace('/ws/', ''), signal),
    subscribe: (_: unknown, receive: (message: Message) => void) => {
      this._receive = receive;
      return { update: () => undefined, dispose: () => undefined };
    }
  } as unknown as IFeed;

  get ready(): IReady {
    const workspace = { id: '/ws', name: 'ws', location: 'local', mode: this.mode };
    const { feed, host } = this;
    const capabilities = { readOnly: this.readOnly } as IReady['capabilities'];
    return {
      feed,
      host,
      trans: ENGLISH,
      capabilities,
      workspace,
      live: liveWorkspace(feed, '/ws')
    };
  }

  get session(): Session {
    return { feed: this.feed, host: this.host, trans: ENGLISH } as unknown as Session;
  }

  async show(element: JSX.Element): Promise<void> {
    await this.then(() => this._root.render(element));
  }

  /** Does something and waits for what follows of it. */
  async then(act: () => void): Promise<void> {
    await React.act(async () => {
      act();
      await new Promise(resolve => setTimeout(resolve));
    });
  }

  async click(selector: string): Promise<void> {
    await this.then(() => this.element.querySelector<HTMLElement>(selector)!.click());
  }

  async type(selector: string, text: string): Promise<void> {
    const input = this.element.querySelector(selector)!;
    await this.then(() => {
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!;
      set!.call(input, text);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  /** What the live feed says of datasets. */
  async tell(datasets: string[], reset = false): Promise<void> {
    const lists = { computes: [], datastores: [], runs: [], removed: [], counts: {} };
    const message = { id: '1', type: 'workspace', cursor: 2, reset, datasets, ...lists };
    await this.then(() => this._receive?.(message as unknown as Message));
  }

  get text(): string {
    return this.element.textContent ?? '';
  }

  rows(attribute: string): string[] {
    return [...this.element.querySelectorAll(`[${attribute}]`)].map(
      row => row.getAttribute(attribute) ?? ''
    );
  }

  close(): void {
    React.act(() => this._root.unmount());
    vi.unstubAllGlobals();
  }

  private async _answer(method: string, path: string, signal?: AbortSignal): Promise<unknown> {
    this.asked.push(`${method} ${path}`);
    if (signal) {
      this.signals.set(path, signal);
    }
    const answer = this.answers.get(path) ?? this.answers.get(`${method} ${path}`);
    if (answer === undefined) {
      throw new RequestError(404, { code: 'NotFound', message: `no ${path}`, remedy: '' });
    }
    return typeof answer === 'function' ? answer() : answer;
  }

  private readonly _root: Root;
  private _receive: ((message: Message) => void) | null = null;
}

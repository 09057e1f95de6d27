import * as React from 'react';

import type { IFeed, ISubscription, Message } from '../feed/types';
import { EMPTY, fail, reduce } from './workspaceStore';
import type { IWorkspaceState } from './workspaceStore';

/**
 * One workspace, live: one subscription however many views look, open only while one does.
 *
 * The last state is kept when the last view goes, so that one that comes back is drawn at once; the first answer
 * of the new subscription then replaces it.
 */
export class LiveWorkspace {
  constructor(
    private readonly feed: IFeed,
    readonly id: string
  ) {}

  get state(): IWorkspaceState {
    return this._state;
  }

  /** Calls back on every change; returns the function that stops it. */
  readonly listen = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    this._subscription ??= this._subscribe();
    return () => {
      this._listeners.delete(listener);
      if (this._listeners.size === 0) {
        this._subscription?.dispose();
        this._subscription = null;
      }
    };
  };

  /** Calls back with the names of datasets that changed, null when it may be any; returns what stops it. */
  onDatasets(listener: (names: readonly string[] | null) => void): () => void {
    this._onDatasets.add(listener);
    const stop = this.listen(() => undefined);
    return () => {
      this._onDatasets.delete(listener);
      stop();
    };
  }

  readonly snapshot = (): IWorkspaceState => this._state;

  /** Subscribe again after an error. */
  retry(): void {
    this._subscription?.dispose();
    this._set({ ...this._state, status: 'loading', problem: null });
    this._subscription = this._listeners.size > 0 ? this._subscribe() : null;
  }

  private _subscribe(): ISubscription {
    return this.feed.subscribe(
      { topic: 'workspace', workspace: this.id, cursor: null },
      this._receive
    );
  }

  private readonly _receive = (message: Message): void => {
    if (message.type === 'workspace') {
      this._set(reduce(this._state, message));
      const names = message.reset ? null : (message.datasets ?? []);
      if (names?.length !== 0) {
        [...this._onDatasets].forEach(listener => listener(names));
      }
    } else if (message.type === 'error') {
      this._set(fail(this._state, message.error));
    }
  };

  private _set(state: IWorkspaceState): void {
    this._state = state;
    [...this._listeners].forEach(listener => listener());
  }

  private _state = EMPTY;
  private _subscription: ISubscription | null = null;
  private readonly _listeners = new Set<() => void>();
  private readonly _onDatasets = new Set<(names: readonly string[] | null) => void>();
}

const shared = new WeakMap<IFeed, Map<string, LiveWorkspace>>();

/** The one `LiveWorkspace` of this feed and workspace. */
export function liveWorkspace(feed: IFeed, id: string): LiveWorkspace {
  const ofFeed = shared.get(feed) ?? new Map<string, LiveWorkspace>();
  shared.set(feed, ofFeed);
  const live = ofFeed.get(id) ?? new LiveWorkspace(feed, id);
  ofFeed.set(id, live);
  return live;
}

/** The state of a live workspace, drawn again on every change of the part that `select` returns. */
export function useWorkspace<T>(live: LiveWorkspace, select: (state: IWorkspaceState) => T): T {
  return React.useSyncExternalStore(live.listen, () => select(live.snapshot()));
}

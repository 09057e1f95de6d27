import * as React from 'react';

import { problemOf } from '../feed/problem';
import { RequestError } from '../feed/types';
import type { IFeed, IProblem } from '../feed/types';
import type { IHost, Trans } from '../host';
import { liveWorkspace } from '../runs/liveWorkspace';
import type { LiveWorkspace } from '../runs/liveWorkspace';

export interface IWorkspaceInfo {
  id: string;
  name: string;
  location: string;
  /** Where it is: `embedded`, `azure`, or on another `server`. */
  mode?: string;
  /** Whether the server has a sign-in for it; null when it needs none or nobody knows yet. */
  signedIn?: boolean | null;
}

/** The answer of `/capabilities`. */
export interface ICapabilities {
  version: string;
  mode: string;
  readOnly: boolean;
  /** What is wrong with the list of workspaces that are elsewhere, if something is. */
  problem?: IProblem | null;
  workspace: IWorkspaceInfo;
  workspaces: IWorkspaceInfo[];
}

/** What every part of the panel works with, once the server has said what it can. */
export interface IReady {
  feed: IFeed;
  host: IHost;
  trans: Trans;
  capabilities: ICapabilities;
  workspace: IWorkspaceInfo;
  live: LiveWorkspace;
}

export type SessionState =
  | { status: 'loading' }
  /** The server has no extension of ours. */
  | { status: 'missing' }
  | { status: 'failed'; problem: IProblem }
  | { status: 'ready'; ready: IReady };

/** Which server and workspace the page is looking at. One a page, shared by all plugins. */
export class Session {
  constructor(
    readonly feed: IFeed,
    readonly host: IHost,
    readonly trans: Trans
  ) {}

  /** Calls back on every change; returns the function that stops it. The first listener starts the session. */
  readonly listen = (listener: () => void): (() => void) => {
    this._listeners.add(listener);
    if (!this._started) {
      this.start();
    }
    return () => void this._listeners.delete(listener);
  };

  readonly snapshot = (): SessionState => this._state;

  /** The ready part of the state, or null. */
  get ready(): IReady | null {
    return this._state.status === 'ready' ? this._state.ready : null;
  }

  /** Resolves once a workspace is open, however late that is. */
  whenReady(): Promise<IReady> {
    return new Promise(resolve => {
      const stop = this.listen(() => settle());
      const settle = () => {
        if (this.ready) {
          stop();
          resolve(this.ready);
        }
      };
      settle();
    });
  }

  /** Ask the server what it can; also the way to try again. */
  start(): void {
    this._started = true;
    this._set({ status: 'loading' });
    this.feed.request<ICapabilities>('GET', '/capabilities').then(
      capabilities => this._open(capabilities, capabilities.workspace),
      (error: unknown) => this._set(failure(error))
    );
  }

  /** Look at another workspace of the same server. */
  choose(workspace: IWorkspaceInfo): void {
    if (this.ready) {
      this._open(this.ready.capabilities, workspace);
    }
  }

  private _open(capabilities: ICapabilities, workspace: IWorkspaceInfo): void {
    const { feed, host, trans } = this;
    const live = liveWorkspace(feed, workspace.id);
    this._set({ status: 'ready', ready: { feed, host, trans, capabilities, workspace, live } });
  }

  private _set(state: SessionState): void {
    this._state = state;
    [...this._listeners].forEach(listener => listener());
  }

  private _state: SessionState = { status: 'loading' };
  private _started = false;
  private readonly _listeners = new Set<() => void>();
}

function failure(error: unknown): SessionState {
  return error instanceof RequestError && error.status === 404
    ? { status: 'missing' }
    : { status: 'failed', problem: problemOf(error) };
}

export function useSession(session: Session): SessionState {
  return React.useSyncExternalStore(session.listen, session.snapshot);
}

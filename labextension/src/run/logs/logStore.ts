import { problemOf } from '../../feed/problem';
import { contentPath } from '../../feed/paths';
import type { IFeed, IProblem, ISubscription, Message } from '../../feed/types';
import {
  EMPTY_LOG,
  endOf,
  PAGE_BYTES,
  startOf,
  windowOf,
  withEarlier,
  withLater,
  withLive
} from './logWindow';
import type { IChunk, ILogWindow } from './logWindow';
import { earlierPage, laterPage } from './pages';

/** A search reads more at once than a reader scrolls through. */
const SEARCH_BYTES = 8 * PAGE_BYTES;

export interface ILogState {
  log: ILogWindow;
  problem: IProblem | null;
  /** Something has come, be it that the file is empty. */
  ready: boolean;
}

/** One log file: its end live, the rest page by page as the reader asks for it. */
export class LogStore {
  constructor(
    private readonly feed: IFeed,
    private readonly place: { workspace: string; run: string; path: string }
  ) {}

  get state(): ILogState {
    return this._state;
  }

  /** Calls back on every change; returns the function that stops it, and the subscription with the last one. */
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

  /** Read the page before the window, unless one is being read. */
  loadEarlier(): Promise<void> {
    const start = startOf(this._state.log);
    return this._page(
      start > 0,
      read => earlierPage(read, start),
      withEarlier,
      page => page.to === startOf(this._state.log)
    );
  }

  /** Read the page after the window, unless one is being read. */
  loadLater(): Promise<void> {
    const { log } = this._state;
    const end = endOf(log);
    return this._page(
      end < log.size,
      read => laterPage(read, end, log.size),
      withLater,
      page => page.from === endOf(this._state.log)
    );
  }

  /** Show the file from its first byte. */
  async toStart(): Promise<void> {
    const { size } = this._state.log;
    if (startOf(this._state.log) > 0) {
      await this._page(
        true,
        read => laterPage(read, 0, size),
        (log, page) => windowOf(page, log.size)
      );
    }
  }

  /** Show the end of the file, live. */
  toEnd(): void {
    const { log } = this._state;
    if (endOf(log) < log.size) {
      this._set({ log: EMPTY_LOG, problem: null, ready: false });
      this._subscription?.dispose();
      this._subscription = this._subscribe();
    }
  }

  /**
   * Read on through the file (1) or back (-1) until a page holds what is looked for, and show that page. False
   * where the file ends first, or the search is no longer wanted.
   */
  async seek(
    by: 1 | -1,
    holds: (page: IChunk) => boolean,
    wanted: () => boolean
  ): Promise<boolean> {
    const { log } = this._state;
    let edge = by === 1 ? endOf(log) : startOf(log);
    try {
      while (wanted() && (by === 1 ? edge < log.size : edge > 0)) {
        const page = await (by === 1
          ? laterPage(this._read, edge, log.size, SEARCH_BYTES)
          : earlierPage(this._read, edge, SEARCH_BYTES));
        if (holds(page)) {
          this._set({ ...this._state, log: windowOf(page, this._state.log.size), problem: null });
          return true;
        }
        edge = by === 1 ? page.to : page.from;
      }
    } catch (error) {
      this._set({ ...this._state, problem: problemOf(error) });
    }
    return false;
  }

  private async _page(
    wanted: boolean,
    read: (bytes: (from: number, to: number) => Promise<Uint8Array>) => Promise<IChunk>,
    merge: (log: ILogWindow, page: IChunk) => ILogWindow,
    fits: (page: IChunk) => boolean = () => true
  ): Promise<void> {
    if (!wanted || this._reading) {
      return;
    }
    this._reading = true;
    try {
      const page = await read(this._read);
      // The window may have moved on while the page was on its way.
      if (fits(page)) {
        this._set({ ...this._state, log: merge(this._state.log, page), problem: null });
      }
    } catch (error) {
      this._set({ ...this._state, problem: problemOf(error) });
    } finally {
      this._reading = false;
    }
  }

  private readonly _read = (from: number, to: number): Promise<Uint8Array> => {
    const { workspace, run, path } = this.place;
    return this.feed.bytes(contentPath(workspace, run, path), [from, to]);
  };

  private _subscribe(): ISubscription {
    const topic = { topic: 'log', ...this.place, offset: -PAGE_BYTES } as const;
    return this.feed.subscribe(topic, this._receive);
  }

  private readonly _receive = (message: Message): void => {
    if (message.type === 'log') {
      const log = withLive(this._state.log, message);
      this._set({ log, problem: null, ready: true });
    } else if (message.type === 'error') {
      this._set({ ...this._state, problem: message.error, ready: true });
    } else if (message.type === 'end') {
      this._set({ ...this._state, ready: true });
    }
  };

  private _set(state: ILogState): void {
    this._state = state;
    [...this._listeners].forEach(listener => listener());
  }

  private _state: ILogState = { log: EMPTY_LOG, problem: null, ready: false };
  private _reading = false;
  private _subscription: ISubscription | null = null;
  private readonly _listeners = new Set<() => void>();
}

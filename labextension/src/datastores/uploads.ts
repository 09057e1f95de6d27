/** The uploads of a page: they go on whatever is shown of them. */
import type { IFeed } from '../feed/types';
import { datastorePath } from './paths';
import { NO_TRANSFERS, reduceTransfers } from './transfers';
import type { ITransfer, ITransfers, TransferEvent } from './transfers';
import { UploadQueue } from './uploadQueue';
import type { ISource } from './uploadQueue';

/** Uploads into one datastore. */
export class Uploads {
  constructor(feed: IFeed, workspace: string, datastore: string) {
    this._queue = new UploadQueue(feed, workspace, datastore, this._take, () =>
      tell(this._arrived)
    );
  }

  /** Calls back on every change; returns the function that stops it. */
  readonly listen = (listener: () => void): (() => void) => listened(this._changed, listener);

  readonly snapshot = (): ITransfers => this._transfers;

  /** Calls back after each file that has arrived; returns the function that stops it. */
  onArrived(listener: () => void): () => void {
    return listened(this._arrived, listener);
  }

  /** Put the files into the folder; an existing file is kept until `replace` is called. */
  send(folder: string, sources: readonly ISource[]): void {
    this._queue.add(folder, sources);
  }

  readonly replace = ({ key }: ITransfer): void => this._queue.again(key, true);

  readonly retry = ({ key }: ITransfer): void => this._queue.again(key, false);

  /** Stop a transfer that is under way, or take away what is left of one. */
  readonly dismiss = ({ key }: ITransfer): void => this._queue.drop(key);

  private readonly _take = (event: TransferEvent): void => {
    this._transfers = reduceTransfers(this._transfers, event);
    tell(this._changed);
  };

  private _transfers = NO_TRANSFERS;
  private readonly _changed = new Set<() => void>();
  private readonly _arrived = new Set<() => void>();
  private readonly _queue: UploadQueue;
}

function listened(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function tell(listeners: ReadonlySet<() => void>): void {
  [...listeners].forEach(listener => listener());
}

const shared = new WeakMap<IFeed, Map<string, Uploads>>();

/** The one `Uploads` of this feed into this datastore. */
export function uploadsInto(feed: IFeed, workspace: string, datastore: string): Uploads {
  const ofFeed = shared.get(feed) ?? new Map<string, Uploads>();
  shared.set(feed, ofFeed);
  const path = datastorePath(workspace, datastore);
  const uploads = ofFeed.get(path) ?? new Uploads(feed, workspace, datastore);
  ofFeed.set(path, uploads);
  return uploads;
}

/** Sends files a few at a time. */
import { problemOf } from '../feed/problem';
import { RequestError } from '../feed/types';
import type { IFeed } from '../feed/types';
import { filePath, join } from './paths';
import type { TransferEvent } from './transfers';

/** A file to send, with its path below the folder that it goes to. */
export interface ISource {
  path: string;
  file: File;
}

interface IJob {
  key: number;
  path: string;
  file: File;
  overwrite: boolean;
  stop: AbortController;
}

/** How many are under way at once: browsers open six connections to a server, and others want some too. */
const AT_ONCE = 3;

/** Uploads into one datastore. `tell` hears of each, `arrived` after each that is there. */
export class UploadQueue {
  constructor(
    private readonly _feed: IFeed,
    private readonly _workspace: string,
    private readonly _datastore: string,
    private readonly _tell: (event: TransferEvent) => void,
    private readonly _arrived: () => void
  ) {}

  /** Put the files into the folder; those that are there already are kept until `again` is called. */
  add(folder: string, sources: readonly ISource[]): void {
    const jobs = sources.map(({ path, file }) => ({
      key: this._nextKey++,
      path: join(folder, path),
      file,
      overwrite: false,
      stop: new AbortController()
    }));
    jobs.forEach(job => this._jobs.set(job.key, job));
    const transfers = jobs.map(({ key, path, file }) => ({ key, path, total: file.size }));
    this._tell({ type: 'added', transfers });
    this._waiting.push(...jobs.map(job => job.key));
    this._next();
  }

  /** Send one once more that was refused or has failed; with `overwrite` in place of the one that is there. */
  again(key: number, overwrite: boolean): void {
    const job = this._jobs.get(key);
    if (job && !this._waiting.includes(key)) {
      this._jobs.set(key, { ...job, overwrite: overwrite || job.overwrite });
      this._waiting.push(key);
      this._next();
    }
  }

  /** Stop one that is under way, or forget it. */
  drop(key: number): void {
    this._jobs.get(key)?.stop.abort();
    this._jobs.delete(key);
    this._waiting = this._waiting.filter(each => each !== key);
    this._tell({ type: 'dropped', key });
  }

  private _next(): void {
    while (this._underWay < AT_ONCE && this._waiting.length > 0) {
      const job = this._jobs.get(this._waiting.shift()!);
      if (job) {
        this._underWay++;
        void this._send(job).finally(() => {
          this._underWay--;
          this._next();
        });
      }
    }
  }

  private async _send(job: IJob): Promise<void> {
    const { key, path, file, overwrite, stop } = job;
    this._tell({ type: 'started', key });
    try {
      await this._feed.upload(filePath(this._workspace, this._datastore, path), file, {
        overwrite,
        signal: stop.signal,
        onProgress: sent => this._progressed(key, Math.min(sent, file.size), file.size)
      });
    } catch (error) {
      if (!stop.signal.aborted) {
        this._tell(failure(key, error, overwrite));
      }
      return;
    }
    this._jobs.delete(key);
    this._tell({ type: 'finished', key });
    this._arrived();
  }

  private _progressed(key: number, sent: number, total: number): void {
    this._tell({ type: 'progressed', key, sent });
    if (sent === total) {
      this._tell({ type: 'sent', key });
    }
  }

  private readonly _jobs = new Map<number, IJob>();
  private _waiting: number[] = [];
  private _underWay = 0;
  private _nextKey = 0;
}

function failure(key: number, error: unknown, overwrite: boolean): TransferEvent {
  const exists = error instanceof RequestError && error.status === 409 && !overwrite;
  return exists ? { type: 'refused', key } : { type: 'failed', key, problem: problemOf(error) };
}

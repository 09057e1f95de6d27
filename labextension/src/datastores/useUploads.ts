import * as React from 'react';

import { problemOf } from '../feed/problem';
import { RequestError } from '../feed/types';
import type { IFeed } from '../feed/types';
import { filePath, join } from './paths';
import { reduceTransfers } from './transfers';
import type { ITransfer } from './transfers';

export interface IUploads {
  transfers: readonly ITransfer[];
  /** Put the files into the folder; an existing file is kept until `replace` is called. */
  send: (folder: string, files: Iterable<File>) => void;
  replace: (transfer: ITransfer) => void;
  /** Stop a transfer that is under way, or take away what is left of one. */
  dismiss: (transfer: ITransfer) => void;
}

interface ISource {
  file: File;
  stop: AbortController;
}

/** Uploads into one datastore; `onDone` is called after each file that arrived. */
export function useUploads(
  feed: IFeed,
  workspace: string,
  datastore: string,
  onDone: () => void
): IUploads {
  const [transfers, dispatch] = React.useReducer(reduceTransfers, []);
  const sources = React.useRef(new Map<number, ISource>());
  const nextKey = React.useRef(0);
  const done = React.useRef(onDone);
  done.current = onDone;

  const put = async (key: number, path: string, file: File, overwrite: boolean) => {
    const stop = new AbortController();
    sources.current.set(key, { file, stop });
    dispatch({ type: 'started', key, path, total: file.size });
    try {
      await feed.upload(filePath(workspace, datastore, path), file, {
        overwrite,
        signal: stop.signal,
        onProgress: sent => dispatch({ type: 'progressed', key, sent })
      });
      dispatch({ type: 'finished', key });
      done.current();
    } catch (error) {
      const exists = error instanceof RequestError && error.status === 409 && !overwrite;
      dispatch(
        exists ? { type: 'refused', key } : { type: 'failed', key, problem: problemOf(error) }
      );
    }
  };

  const dismiss = ({ key }: ITransfer) => {
    sources.current.get(key)?.stop.abort();
    sources.current.delete(key);
    dispatch({ type: 'finished', key });
  };
  const replace = ({ key, path }: ITransfer) => {
    const source = sources.current.get(key);
    void (source && put(key, path, source.file, true));
  };
  const send = (folder: string, files: Iterable<File>) => {
    for (const file of files) {
      void put(nextKey.current++, join(folder, file.name), file, false);
    }
  };
  return { transfers, send, replace, dismiss };
}

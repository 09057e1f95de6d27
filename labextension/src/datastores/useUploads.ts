import * as React from 'react';

import type { IFeed } from '../feed/types';
import { NO_TRANSFERS, reduceTransfers } from './transfers';
import type { ITransfer, ITransfers } from './transfers';
import { UploadQueue } from './uploadQueue';
import type { ISource } from './uploadQueue';

export interface IUploads {
  transfers: ITransfers;
  /** Put the files into the folder; an existing file is kept until `replace` is called. */
  send: (folder: string, sources: readonly ISource[]) => void;
  replace: (transfer: ITransfer) => void;
  retry: (transfer: ITransfer) => void;
  /** Stop a transfer that is under way, or take away what is left of one. */
  dismiss: (transfer: ITransfer) => void;
}

/** At most this often, in milliseconds, is `onDone` called while files arrive. */
const NEWS = 1000;

/** Uploads into one datastore; `onDone` is called once files have arrived. */
export function useUploads(
  feed: IFeed,
  workspace: string,
  datastore: string,
  onDone: () => void
): IUploads {
  const [transfers, dispatch] = React.useReducer(reduceTransfers, NO_TRANSFERS);
  const arrived = useSparingly(onDone);
  const queue = React.useMemo(
    () => new UploadQueue(feed, workspace, datastore, dispatch, arrived),
    [feed, workspace, datastore, arrived]
  );
  return {
    transfers,
    send: (folder, sources) => queue.add(folder, sources),
    replace: ({ key }) => queue.again(key, true),
    retry: ({ key }) => queue.again(key, false),
    dismiss: ({ key }) => queue.drop(key)
  };
}

/** Calls back at once, and once more after a while for all the calls that came meanwhile. */
function useSparingly(call: () => void): () => void {
  const latest = React.useRef(call);
  latest.current = call;
  const timer = React.useRef<ReturnType<typeof setTimeout>>();
  const missed = React.useRef(false);
  React.useEffect(() => () => clearTimeout(timer.current), []);
  return React.useCallback(() => {
    if (timer.current !== undefined) {
      missed.current = true;
      return;
    }
    const wait = () => {
      timer.current = setTimeout(() => {
        timer.current = undefined;
        if (missed.current) {
          missed.current = false;
          latest.current();
          wait();
        }
      }, NEWS);
    };
    latest.current();
    wait();
  }, []);
}

import * as React from 'react';

import type { IReady } from '../panel/session';
import { DatasetList } from './datasetList';
import type { IDatasetList } from './datasetList';

export interface IDatasets extends IDatasetList {
  /** Ask for all again. */
  reload: () => void;
}

/** The workspace's datasets, live. */
export function useDatasets(ready: IReady): IDatasets {
  const { feed, workspace, live } = ready;
  const list = React.useMemo(() => new DatasetList(feed, workspace.id), [feed, workspace.id]);
  React.useEffect(() => {
    list.renew(null);
    return live.onDatasets(list.renew);
  }, [list, live]);
  const state = React.useSyncExternalStore(list.listen, list.snapshot);
  return { ...state, reload: () => list.renew(null) };
}

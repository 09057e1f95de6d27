import * as React from 'react';

import { problemOf } from '../feed/problem';
import type { IEntry, IFeed, IProblem } from '../feed/types';
import { listFolder } from './requests';

export interface IFolder {
  /** Null until the first answer. */
  entries: readonly IEntry[] | null;
  problem: IProblem | null;
  reload: () => void;
}

/** The entries of one folder of a datastore; an answer for a folder left meanwhile is dropped. */
export function useFolder(
  feed: IFeed,
  workspace: string,
  datastore: string,
  folder: string
): IFolder {
  const [entries, setEntries] = React.useState<readonly IEntry[] | null>(null);
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  const [turn, setTurn] = React.useState(0);
  React.useEffect(() => {
    let wanted = true;
    listFolder(feed, workspace, datastore, folder).then(
      list => {
        if (wanted) {
          setEntries(list);
          setProblem(null);
        }
      },
      (error: unknown) => wanted && setProblem(problemOf(error))
    );
    return () => {
      wanted = false;
    };
  }, [feed, workspace, datastore, folder, turn]);
  return { entries, problem, reload: () => setTurn(count => count + 1) };
}

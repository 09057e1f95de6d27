import type { IEntry, IFeed } from '../feed/types';
import { folderPath } from './paths';
import { listFolder } from './requests';
import { useAnswer } from '../parts/useAnswer';
import type { IAnswer } from '../parts/useAnswer';

/** The entries of one folder of a datastore. */
export function useFolder(
  feed: IFeed,
  workspace: string,
  datastore: string,
  folder: string
): IAnswer<readonly IEntry[]> {
  return useAnswer(folderPath(workspace, datastore, folder), () =>
    listFolder(feed, workspace, datastore, folder)
  );
}

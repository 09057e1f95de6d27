import * as React from 'react';

import { Notice, ProblemNotice } from '../parts/Notice';
import { problemOf } from '../feed/problem';
import type { IProblem } from '../feed/types';
import type { IReady } from '../panel/session';
import { Breadcrumbs } from './Breadcrumbs';
import { DropTarget } from './DropTarget';
import { Entries } from './Entries';
import { Transfers } from './Transfers';
import type { ISource } from './uploadQueue';
import { uploadsInto } from './uploads';
import { useArrivals } from './useArrivals';
import { useFolder } from './useFolder';

interface IFileBrowserProps {
  ready: IReady;
  datastore: string;
  onClose: () => void;
}

/** The files of a datastore, one folder at a time: open, upload, download, delete. */
export function FileBrowser(props: IFileBrowserProps): JSX.Element {
  const { ready, datastore, onClose } = props;
  const { feed, workspace, trans, capabilities } = ready;
  const [folder, setFolder] = React.useState('');
  const [unreadable, setUnreadable] = React.useState<IProblem | null>(null);
  const listing = useFolder(feed, workspace.id, datastore, folder);
  const uploads = uploadsInto(feed, workspace.id, datastore);
  useArrivals(uploads, listing.reload);
  const send = (sources: readonly ISource[]) => uploads.send(folder, sources);
  return (
    <DropTarget
      disabled={capabilities.readOnly}
      trans={trans}
      onFiles={send}
      onProblem={error => setUnreadable(problemOf(error))}
    >
      <Breadcrumbs
        datastore={datastore}
        folder={folder}
        canUpload={!capabilities.readOnly}
        trans={trans}
        onFolder={setFolder}
        onReload={listing.reload}
        onFiles={send}
        onClose={onClose}
      />
      <Transfers uploads={uploads} trans={trans} />
      {unreadable ? (
        <ProblemNotice problem={unreadable} trans={trans} onDismiss={() => setUnreadable(null)} />
      ) : null}
      {listing.problem ? (
        <ProblemNotice problem={listing.problem} trans={trans} onRetry={listing.reload} />
      ) : null}
      {listing.value ? (
        <Entries
          key={folder}
          ready={ready}
          datastore={datastore}
          entries={listing.value}
          onFolder={setFolder}
          onChanged={listing.reload}
        />
      ) : listing.problem ? null : (
        <Notice busy>{trans.__('Loading…')}</Notice>
      )}
    </DropTarget>
  );
}

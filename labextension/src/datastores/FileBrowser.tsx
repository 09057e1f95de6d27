import * as React from 'react';

import { Confirm } from '../parts/Confirm';
import { FileIcon, FolderIcon } from '../parts/icons';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAction } from '../parts/useAction';
import type { IAction } from '../parts/useAction';
import type { IEntry } from '../feed/types';
import type { IMenuEntry } from '../panel/openMenu';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { IReady } from '../panel/session';
import { fileSize } from '../run/format';
import { Breadcrumbs } from './Breadcrumbs';
import { DropTarget } from './DropTarget';
import { deleteFile, downloadFile } from './requests';
import { Transfers } from './Transfers';
import { useFolder } from './useFolder';
import { useUploads } from './useUploads';

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
  const listing = useFolder(feed, workspace.id, datastore, folder);
  const uploads = useUploads(feed, workspace.id, datastore, listing.reload);
  return (
    <DropTarget
      disabled={capabilities.readOnly}
      trans={trans}
      onFiles={files => uploads.send(folder, files)}
    >
      <Breadcrumbs
        datastore={datastore}
        folder={folder}
        canUpload={!capabilities.readOnly}
        trans={trans}
        onFolder={setFolder}
        onReload={listing.reload}
        onFiles={files => uploads.send(folder, files)}
        onClose={onClose}
      />
      <Transfers uploads={uploads} trans={trans} />
      {listing.problem ? (
        <ProblemNotice problem={listing.problem} trans={trans} onRetry={listing.reload} />
      ) : null}
      <Entries
        ready={ready}
        datastore={datastore}
        entries={listing.entries}
        onFolder={setFolder}
        onChanged={listing.reload}
      />
    </DropTarget>
  );
}

interface IEntriesProps {
  ready: IReady;
  datastore: string;
  entries: readonly IEntry[] | null;
  onFolder: (path: string) => void;
  onChanged: () => void;
}

function Entries(props: IEntriesProps): JSX.Element {
  const { ready, datastore, entries } = props;
  const { trans } = ready;
  const [deleting, setDeleting] = React.useState<string | null>(null);
  const acting = useAction();
  if (entries === null) {
    return <Notice busy>{trans.__('Loading…')}</Notice>;
  }
  return (
    <>
      {acting.problem ? (
        <ProblemNotice problem={acting.problem} trans={trans} onDismiss={acting.dismiss} />
      ) : null}
      {entries.length === 0 ? (
        <Notice>{trans.__('This folder is empty. Drop files here to upload them.')}</Notice>
      ) : (
        <RowList
          label={trans.__('Files of %1', datastore)}
          items={entries}
          trans={trans}
          content={entry => ({
            ...entryRow(entry, props, acting, setDeleting),
            below:
              deleting === entry.path ? (
                <DeleteFile entry={entry} {...props} onClose={() => setDeleting(null)} />
              ) : null
          })}
        />
      )}
    </>
  );
}

function entryRow(
  entry: IEntry,
  props: IEntriesProps,
  acting: IAction,
  askDelete: (path: string) => void
): IRowContent {
  const isFolder = entry.type === 'directory';
  const download = () => {
    const { feed, workspace } = props.ready;
    void acting.run(() => downloadFile(feed, workspace.id, props.datastore, entry));
  };
  return {
    key: entry.path,
    icon: isFolder ? <FolderIcon /> : <FileIcon />,
    title: entry.name,
    subtitle: entry.size === null ? '' : fileSize(entry.size),
    hint: entry.path,
    data: { 'data-aml-entry': entry.path, 'data-aml-kind': entry.type },
    menu: () => entryMenu(entry, props, download, askDelete),
    open: isFolder ? () => props.onFolder(entry.path) : download
  };
}

function entryMenu(
  entry: IEntry,
  props: IEntriesProps,
  download: () => void,
  askDelete: (path: string) => void
): IMenuEntry[] {
  const { trans, capabilities } = props.ready;
  if (entry.type === 'directory') {
    return [{ label: trans.__('Open'), act: () => props.onFolder(entry.path) }];
  }
  const entries = [{ label: trans.__('Download'), act: download }];
  if (!capabilities.readOnly) {
    entries.push({ label: trans.__('Delete…'), act: () => askDelete(entry.path) });
  }
  return entries;
}

function DeleteFile(props: IEntriesProps & { entry: IEntry; onClose: () => void }): JSX.Element {
  const { ready, datastore, entry, onChanged, onClose } = props;
  const { feed, workspace, trans } = ready;
  return (
    <Confirm
      question={trans.__('Delete %1? This cannot be undone.', entry.name)}
      action={trans.__('Delete')}
      trans={trans}
      onConfirm={async () => {
        await deleteFile(feed, workspace.id, datastore, entry.path);
        onChanged();
      }}
      onClose={onClose}
    />
  );
}

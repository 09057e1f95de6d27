import * as React from 'react';

import { Confirm } from '../parts/Confirm';
import { FileIcon, FolderIcon } from '../parts/icons';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAction } from '../parts/useAction';
import type { IAction } from '../parts/useAction';
import { useAsking } from '../parts/useAsking';
import type { IAsking } from '../parts/useAsking';
import { fileCode, folderCode } from '../code';
import type { IEntry } from '../feed/types';
import type { IMenuEntry } from '../panel/openMenu';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { IReady } from '../panel/session';
import { fileSize } from '../run/format';
import { deleteFile, downloadFile } from './requests';

interface IEntriesProps {
  ready: IReady;
  datastore: string;
  entries: readonly IEntry[];
  onFolder: (path: string) => void;
  onChanged: () => void;
}

/** Lists that are longer are drawn only where they are in sight: their rows are all this high, in pixels. */
const LONG = 200;
const ROW_HEIGHT = 24;

/** What is in one folder of a datastore. */
export function Entries(props: IEntriesProps): JSX.Element {
  const { ready, datastore, entries } = props;
  const { trans } = ready;
  const asking = useAsking<IEntry>();
  const acting = useAction();
  const isLong = entries.length > LONG;
  const asked = asking.asking;
  const question = asked ? (
    <DeleteFile key={asked.path} entry={asked} {...props} onClose={() => asking.close(asked)} />
  ) : null;
  return (
    <>
      {acting.problem ? (
        <ProblemNotice problem={acting.problem} trans={trans} onDismiss={acting.dismiss} />
      ) : null}
      {isLong ? question : null}
      {entries.length === 0 ? (
        <Notice>{trans.__('This folder is empty. Drop files here to upload them.')}</Notice>
      ) : (
        <div className={isLong ? 'aml-long' : undefined}>
          <RowList
            label={trans.__('Files of %1', datastore)}
            items={entries}
            rowHeight={isLong ? ROW_HEIGHT : undefined}
            trans={trans}
            content={entry => ({
              ...entryRow(entry, props, acting, asking),
              below: !isLong && asked?.path === entry.path ? question : null
            })}
          />
        </div>
      )}
      {isLong ? (
        <div className="aml-file-note">{trans._n('%1 entry', '%1 entries', entries.length)}</div>
      ) : null}
    </>
  );
}

function entryRow(
  entry: IEntry,
  props: IEntriesProps,
  acting: IAction,
  asking: IAsking<IEntry>
): IRowContent {
  const { host, feed, workspace } = props.ready;
  const isFolder = entry.type === 'directory';
  const download = () =>
    void acting.run(() => downloadFile(feed, workspace.id, props.datastore, entry));
  const view = () => host.openFile?.(workspace.id, props.datastore, entry.path);
  const open = host.openFile ? view : download;
  return {
    key: entry.path,
    icon: isFolder ? <FolderIcon /> : <FileIcon />,
    title: entry.name,
    subtitle: isFolder || entry.size === null ? '' : fileSize(entry.size),
    hint: entry.path,
    data: { 'data-aml-entry': entry.path, 'data-aml-kind': entry.type },
    menu: () => entryMenu(entry, props, download, asking),
    open: isFolder ? () => props.onFolder(entry.path) : open
  };
}

function entryMenu(
  entry: IEntry,
  props: IEntriesProps,
  download: () => void,
  asking: IAsking<IEntry>
): IMenuEntry[] {
  const { datastore, ready } = props;
  const { trans, capabilities, host, workspace } = ready;
  const isFolder = entry.type === 'directory';
  const entries: IMenuEntry[] = [];
  if (isFolder) {
    entries.push({ label: trans.__('Open'), act: () => props.onFolder(entry.path) });
  } else if (host.openFile) {
    const act = () => host.openFile?.(workspace.id, datastore, entry.path);
    entries.push({ label: trans.__('Preview'), act });
  }
  if (!isFolder) {
    entries.push({ label: trans.__('Download'), act: download });
  }
  if (host.insertCode) {
    const code = isFolder ? folderCode(datastore, entry.path) : fileCode(datastore, entry.path);
    entries.push({ label: trans.__('Insert Code'), act: () => host.insertCode?.(code) });
  }
  if (!isFolder && !capabilities.readOnly) {
    entries.push({ label: trans.__('Delete…'), act: () => asking.ask(entry) });
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

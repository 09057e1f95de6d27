import * as React from 'react';

import { FileView } from '../datastores/FileView';
import { nameOf } from '../datastores/paths';
import type { Session } from '../panel/session';
import { tabPlugin } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs } from './tokens';

/** The beginning of a datastore's file as a tab of the main area. */
export const fileTabPlugin = tabPlugin({
  id: 'amlwidgets:file-tab',
  description: 'Shows the beginning of files of datastores in tabs of the main area.',
  command: CommandIDs.openFile,
  namespace: 'amlwidgets-files',
  label: trans => trans.__('Open File of a Datastore'),
  tab: (session, workspace, { datastore, path }) =>
    datastore && path ? fileTab(session, workspace, datastore, path) : undefined
});

function fileTab(session: Session, workspace: string, datastore: string, path: string): ITab {
  const { feed, host, trans } = session;
  return {
    id: `aml-file-${workspace}-${datastore}-${path}`,
    label: nameOf(path),
    caption: `${datastore}: ${path}`,
    view: (
      <FileView
        feed={feed}
        host={host}
        trans={trans}
        workspace={workspace}
        datastore={datastore}
        path={path}
      />
    ),
    args: { workspace, datastore, path }
  };
}

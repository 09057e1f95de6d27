import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import * as React from 'react';

import { FileView } from '../datastores/FileView';
import { nameOf } from '../datastores/paths';
import type { Session } from '../panel/session';
import { TabSet } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs, ISession } from './tokens';

/** The beginning of a datastore's file as a tab of the main area. */
export const fileTabPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:file-tab',
  description: 'Shows the beginning of files of datastores in tabs of the main area.',
  autoStart: true,
  requires: [ISession],
  optional: [ILabShell, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    session: Session,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null
  ) => {
    const command = CommandIDs.openFile;
    app.commands.addCommand(command, {
      label: session.trans.__('Open File of a Datastore'),
      execute: args => {
        const workspace = (args.workspace as string | undefined) ?? session.ready?.workspace.id;
        const { datastore, path } = args as { datastore?: string; path?: string };
        return workspace && datastore && path
          ? tabs.open(fileTab(session, workspace, datastore, path))
          : undefined;
      }
    });
    const namespace = 'amlwidgets-files';
    const tabs = new TabSet({ shell: app.shell, labShell, restorer, namespace, command });
  }
};

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

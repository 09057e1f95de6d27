import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { InputDialog } from '@jupyterlab/apputils';
import * as React from 'react';

import { Shown } from '../datasets/shown';
import type { Part } from '../datasets/shown';
import { DatasetView } from '../datasets/DatasetView';
import { getDataset, listDatasets } from '../datasets/requests';
import type { Session } from '../panel/session';
import { TabSet } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs, ISession } from './tokens';

/** A dataset as a tab of the main area. */
export const datasetTabPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:dataset-tab',
  description: 'Opens datasets in tabs of the main area.',
  autoStart: true,
  requires: [ISession],
  optional: [ILabShell, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    session: Session,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null
  ) => {
    const command = CommandIDs.openDataset;
    /** What the tab of each dataset shows: opening it again may choose another part of it. */
    const shown = new Map<string, Shown>();
    app.commands.addCommand(command, {
      label: session.trans.__('Open Dataset…'),
      execute: async args => {
        const workspace = (args.workspace as string | undefined) ?? session.ready?.workspace.id;
        const name = (args.dataset as string | undefined) ?? (await askDataset(session, workspace));
        if (!workspace || !name) {
          return undefined;
        }
        const version =
          (args.version as string | undefined) ??
          (await getDataset(session.feed, workspace, name)).version;
        const tab = datasetTab(session, workspace, name, version, shown);
        shown.get(tab.id)?.choose({ version, part: (args.part as Part | undefined) ?? 'preview' });
        return tabs.open(tab);
      }
    });
    const namespace = 'amlwidgets-datasets';
    const tabs = new TabSet({ shell: app.shell, labShell, restorer, namespace, command });
  }
};

function datasetTab(
  session: Session,
  workspace: string,
  name: string,
  version: string,
  all: Map<string, Shown>
): ITab {
  const id = `aml-dataset-${workspace}-${name}`;
  const shown = all.get(id) ?? new Shown({ version, part: 'preview' });
  all.set(id, shown);
  return {
    id,
    label: name,
    caption: workspace,
    view: <DatasetView session={session} workspace={workspace} name={name} shown={shown} />,
    args: { workspace, dataset: name, version }
  };
}

/** Ask which dataset, by name. */
async function askDataset(session: Session, workspace: string | undefined): Promise<string | null> {
  const { trans, feed } = session;
  const items = workspace ? (await listDatasets(feed, workspace)).map(item => item.name) : [];
  if (items.length === 0) {
    return null;
  }
  const answer = await InputDialog.getItem({ title: trans.__('Open Dataset'), items });
  return answer.button.accept ? answer.value : null;
}

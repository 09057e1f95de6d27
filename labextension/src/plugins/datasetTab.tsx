import { InputDialog } from '@jupyterlab/apputils';
import * as React from 'react';

import { Shown } from '../datasets/shown';
import type { Part } from '../datasets/shown';
import { DatasetView } from '../datasets/DatasetView';
import { getDataset, listDatasets } from '../datasets/requests';
import type { Session } from '../panel/session';
import { tabPlugin } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs } from './tokens';

/** A dataset as a tab of the main area. */
export const datasetTabPlugin = tabPlugin({
  id: 'amlwidgets:dataset-tab',
  description: 'Opens datasets in tabs of the main area.',
  command: CommandIDs.openDataset,
  namespace: 'amlwidgets-datasets',
  label: trans => trans.__('Open Dataset…'),
  tab: async (session, workspace, args) => {
    const name = args.dataset ?? (await askDataset(session, workspace));
    if (!name) {
      return undefined;
    }
    const version = args.version ?? (await getDataset(session.feed, workspace, name)).version;
    const tab = datasetTab(session, workspace, name, version);
    shown.get(tab.id)?.choose({ version, part: (args.part as Part | undefined) ?? 'preview' });
    return tab;
  }
});

/** What the tab of each dataset shows: opening it again may choose another part of it. */
const shown = new Map<string, Shown>();

function datasetTab(session: Session, workspace: string, name: string, version: string): ITab {
  const id = `aml-dataset-${workspace}-${name}`;
  const state = shown.get(id) ?? new Shown({ version, part: 'preview' });
  shown.set(id, state);
  return {
    id,
    label: name,
    caption: workspace,
    view: <DatasetView session={session} workspace={workspace} name={name} shown={state} />,
    args: { workspace, dataset: name, version }
  };
}

/** Ask which dataset, by name. */
async function askDataset(session: Session, workspace: string): Promise<string | null> {
  const { trans, feed } = session;
  const items = (await listDatasets(feed, workspace)).map(item => item.name);
  if (items.length === 0) {
    return null;
  }
  const answer = await InputDialog.getItem({ title: trans.__('Open Dataset'), items });
  return answer.button.accept ? answer.value : null;
}

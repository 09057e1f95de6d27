import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import * as React from 'react';

import { ClusterView } from '../cluster/ClusterView';
import type { Session } from '../panel/session';
import { useSession } from '../panel/session';
import { TabSet } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs, ISession } from './tokens';

/** A cluster, or all clusters of a workspace, as a tab of the main area. */
export const clusterTabPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:cluster-tab',
  description: 'Opens clusters in tabs of the main area.',
  autoStart: true,
  requires: [ISession],
  optional: [ILabShell, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    session: Session,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null
  ) => {
    const command = CommandIDs.openCluster;
    app.commands.addCommand(command, {
      label: session.trans.__('Open Clusters'),
      execute: args => {
        const workspace = (args.workspace as string) ?? session.ready?.workspace.id;
        const compute = (args.compute as string | undefined) ?? null;
        return workspace ? tabs.open(clusterTab(session, workspace, compute)) : undefined;
      }
    });
    const namespace = 'amlwidgets-clusters';
    const tabs = new TabSet({ shell: app.shell, labShell, restorer, namespace, command });
  }
};

function clusterTab(session: Session, workspace: string, compute: string | null): ITab {
  return {
    id: `aml-cluster-${workspace}-${compute ?? ''}`,
    label: compute ?? session.trans.__('Clusters'),
    caption: workspace,
    view: <ClusterTab session={session} workspace={workspace} compute={compute} />,
    args: { workspace, compute }
  };
}

function ClusterTab(props: {
  session: Session;
  workspace: string;
  compute: string | null;
}): JSX.Element {
  const { session, workspace, compute } = props;
  const state = useSession(session);
  return (
    <ClusterView
      feed={session.feed}
      workspace={workspace}
      compute={compute}
      host={session.host}
      trans={session.trans}
      readOnly={state.status === 'ready' && state.ready.capabilities.readOnly}
    />
  );
}

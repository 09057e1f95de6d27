import * as React from 'react';

import { ClusterView } from '../cluster/ClusterView';
import type { Session } from '../panel/session';
import { useSession } from '../panel/session';
import { tabPlugin } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs } from './tokens';

/** A cluster, or all clusters of a workspace, as a tab of the main area. */
export const clusterTabPlugin = tabPlugin({
  id: 'amlwidgets:cluster-tab',
  description: 'Opens clusters in tabs of the main area.',
  command: CommandIDs.openCluster,
  namespace: 'amlwidgets-clusters',
  label: trans => trans.__('Open Clusters'),
  tab: (session, workspace, { compute = null }) => clusterTab(session, workspace, compute)
});

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

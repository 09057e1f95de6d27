import * as React from 'react';

import type { ICompute, IFeed } from '../feed/types';
import type { IHost, Trans } from '../host';
import { isActive } from '../runs/workspaceStore';
import type { IWorkspaceState } from '../runs/workspaceStore';
import { liveWorkspace, useWorkspace } from '../runs/liveWorkspace';
import { runTitle } from '../runs/words';
import { ClusterCard } from './ClusterCard';
import { isLocal } from './nodes';
import { Notice, ProblemNotice } from '../parts/Notice';

export interface IClusterViewProps {
  feed: IFeed;
  /** ARM id of the workspace. */
  workspace: string;
  /** The name of one compute target, null for all clusters of the workspace. */
  compute: string | null;
  host: IHost;
  trans: Trans;
  readOnly?: boolean;
}

/** One cluster, or all clusters of a workspace whoever made them, live. */
export function ClusterView(props: IClusterViewProps): JSX.Element {
  const { feed, workspace, compute, trans } = props;
  const live = React.useMemo(() => liveWorkspace(feed, workspace), [feed, workspace]);
  const state = useWorkspace(live, whole => whole);
  const wanted = state.computes.filter(item =>
    compute === null ? !isLocal(item) : item.name === compute
  );
  return (
    <div className="aml-ClusterView" data-aml-status={state.status}>
      {state.problem ? (
        <ProblemNotice problem={state.problem} trans={trans} onRetry={() => live.retry()} />
      ) : null}
      {wanted.length > 0 ? (
        wanted.map(item => <Card key={item.id} {...props} item={item} state={state} />)
      ) : (
        <Absent {...props} state={state} />
      )}
    </div>
  );
}

type CardProps = IClusterViewProps & { item: ICompute; state: IWorkspaceState };

function Card(props: CardProps): JSX.Element {
  const { feed, workspace, host, item, state, readOnly, trans } = props;
  const titleOf = (id: string, name: string) => {
    const run = state.runs.find(known => known.id === id);
    return run ? runTitle(run) : name;
  };
  return (
    <ClusterCard
      feed={feed}
      workspace={workspace}
      compute={item}
      runs={state.runs.filter(run => run.target === item.name && isActive(run))}
      readOnly={readOnly ?? false}
      trans={trans}
      names={{ titleOf, openRun: host.openRun?.bind(host, workspace) }}
    />
  );
}

/** Why there is nothing to see: not known yet, no cluster at all, or one that is gone. */
function Absent(props: IClusterViewProps & { state: IWorkspaceState }): JSX.Element | null {
  const { compute, state, trans } = props;
  if (state.status !== 'live') {
    return state.status === 'loading' ? <Notice busy>{trans.__('Loading…')}</Notice> : null;
  }
  return (
    <Notice>
      {compute === null
        ? trans.__('No clusters in this workspace yet.')
        : trans.__(
            'There is no compute target %1 in this workspace: it was deleted or never made.',
            compute
          )}
    </Notice>
  );
}

import * as React from 'react';

import { Confirm } from '../parts/Confirm';
import { ComputeIcon } from '../parts/icons';
import { useAsking } from '../parts/useAsking';
import type { IAsking } from '../parts/useAsking';
import { allocationLine, clusterDetails, isCluster, isLocal, summaryLine } from '../cluster/nodes';
import { NodeSquares } from '../cluster/NodeGrid';
import { deleteCompute, powerCompute } from '../cluster/requests';
import type { Power } from '../cluster/requests';
import { ScaleForm } from '../cluster/ScaleForm';
import type { ICompute } from '../feed/types';
import type { Trans } from '../host';
import { computeCode } from '../code';
import type { IMenuEntry } from '../panel/openMenu';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { IReady } from '../panel/session';
import { isActive } from '../runs/workspaceStore';
import type { IWorkspaceState } from '../runs/workspaceStore';
import { CreateClusterForm } from './CreateClusterForm';

interface IComputesProps {
  ready: IReady;
  state: IWorkspaceState;
  /** Whether the form for a new cluster is open. */
  adding: boolean;
  onAdded: () => void;
}

/** What is asked below a row. */
interface IQuestion {
  name: string;
  what: 'scale' | 'delete' | Power;
}

type Asking = IAsking<IQuestion>;

/** The section of compute targets: this machine, and the clusters with their nodes. */
export function Computes(props: IComputesProps): JSX.Element {
  const { ready, state, adding, onAdded } = props;
  const asking = useAsking<IQuestion>();
  return (
    <>
      {adding ? <CreateClusterForm ready={ready} onClose={onAdded} /> : null}
      <RowList
        label={ready.trans.__('Computes')}
        items={state.computes}
        trans={ready.trans}
        content={compute => computeRow(compute, ready, state, asking)}
      />
    </>
  );
}

function computeRow(
  compute: ICompute,
  ready: IReady,
  state: IWorkspaceState,
  asking: Asking
): IRowContent {
  const { trans, host, workspace } = ready;
  const details = clusterDetails(compute);
  const busy = state.runs.filter(run => run.target === compute.name && isActive(run)).length;
  return {
    key: compute.name,
    icon: <ComputeIcon />,
    title: compute.name,
    subtitle: summaryLine(compute, busy, trans),
    hint: allocationLine(compute, trans),
    extra: details ? <NodeSquares details={details} trans={trans} /> : null,
    data: {
      'data-aml-compute': compute.name,
      'data-aml-nodes': String(details?.currentNodeCount ?? 0)
    },
    menu: () => computeMenu(compute, ready, asking),
    open: () => host.openCluster?.(workspace.id, compute.name),
    below: question(compute, ready, asking)
  };
}

function computeMenu(compute: ICompute, ready: IReady, { ask }: Asking): IMenuEntry[] {
  const { trans, host, workspace, capabilities } = ready;
  const { name } = compute;
  const entries: IMenuEntry[] = [];
  if (host.openCluster) {
    entries.push({
      label: trans.__('Open Panel'),
      act: () => host.openCluster?.(workspace.id, name)
    });
  }
  if (!isLocal(compute) && host.insertCode) {
    entries.push({
      label: trans.__('Insert Code'),
      act: () => host.insertCode?.(computeCode(name))
    });
  }
  if (isLocal(compute) || capabilities.readOnly) {
    return entries;
  }
  if (isCluster(compute)) {
    entries.push({ label: trans.__('Scale…'), act: () => ask({ name, what: 'scale' }) });
  }
  if (compute.properties.computeType === 'ComputeInstance') {
    entries.push(
      { label: trans.__('Start…'), act: () => ask({ name, what: 'start' }) },
      { label: trans.__('Stop…'), act: () => ask({ name, what: 'stop' }) },
      { label: trans.__('Restart…'), act: () => ask({ name, what: 'restart' }) }
    );
  }
  entries.push({ label: trans.__('Delete…'), act: () => ask({ name, what: 'delete' }) });
  return entries;
}

function question(compute: ICompute, ready: IReady, asking: Asking): JSX.Element | null {
  const { feed, workspace, trans } = ready;
  const asked = asking.asking;
  if (asked?.name !== compute.name) {
    return null;
  }
  const details = clusterDetails(compute);
  const close = () => asking.close(asked);
  if (asked.what === 'scale') {
    return details ? (
      <ScaleForm
        feed={feed}
        workspace={workspace.id}
        name={compute.name}
        settings={details.scaleSettings}
        trans={trans}
        onClose={close}
      />
    ) : null;
  }
  if (asked.what !== 'delete') {
    const { what } = asked;
    return (
      <Confirm
        key={what}
        {...powerWords(what, compute.name, trans)}
        trans={trans}
        onConfirm={() => powerCompute(feed, workspace.id, compute.name, what)}
        onClose={close}
      />
    );
  }
  return (
    <Confirm
      question={trans.__('Delete %1? Runs on it are cancelled.', compute.name)}
      action={trans.__('Delete')}
      trans={trans}
      onConfirm={() => deleteCompute(feed, workspace.id, compute.name)}
      onClose={close}
    />
  );
}

function powerWords(what: Power, name: string, trans: Trans): { question: string; action: string } {
  const words = {
    start: { question: trans.__('Start %1?', name), action: trans.__('Start') },
    stop: {
      question: trans.__('Stop %1? The run on it is cancelled.', name),
      action: trans.__('Stop')
    },
    restart: {
      question: trans.__('Restart %1? The run on it is cancelled.', name),
      action: trans.__('Restart')
    }
  };
  return words[what];
}

import * as React from 'react';

import type { ICompute, IComputeDetails, IFeed, IRun } from '../feed/types';
import type { Trans } from '../host';
import { Confirm } from '../parts/Confirm';
import { formatDuration, parseIsoDuration } from '../parts/duration';
import { ComputeIcon } from '../parts/icons';
import { useAsking } from '../parts/useAsking';
import type { IAsking } from '../parts/useAsking';
import { allocationLine, clusterDetails, isLocal, priorityWord, ticks } from './nodes';
import { NodeGrid } from './NodeGrid';
import { Queue } from './Queue';
import { deleteCompute } from './requests';
import { RunLink } from './RunLink';
import type { IRunNames } from './RunLink';
import { ScaleForm } from './ScaleForm';
import { useNow } from '../parts/useNow';

export interface ICardProps {
  feed: IFeed;
  workspace: string;
  compute: ICompute;
  /** The runs on the compute target that have not ended. */
  runs: readonly IRun[];
  readOnly: boolean;
  trans: Trans;
  names: IRunNames;
}

type Question = 'scale' | 'delete';

/** One compute target: its head, nodes, queue and limits. */
export function ClusterCard(props: ICardProps): JSX.Element {
  const { compute } = props;
  const details = clusterDetails(compute);
  const asking = useAsking<Question>();
  return (
    <section
      className="aml-cluster"
      aria-label={compute.name}
      data-aml-compute={compute.name}
      data-aml-allocation={details?.allocationState}
    >
      <CardHead {...props} onAsk={asking.ask} />
      <CardQuestion {...props} asking={asking} />
      {!details ? <Machine {...props} /> : <Nodes {...props} details={details} />}
    </section>
  );
}

function CardHead(props: ICardProps & { onAsk: (asking: Question) => void }): JSX.Element {
  const { compute, readOnly, trans, onAsk } = props;
  const details = clusterDetails(compute);
  const local = isLocal(compute);
  return (
    <header className="aml-line aml-cluster-head">
      <ComputeIcon />
      <h3>{compute.name}</h3>
      <span className="aml-dim">
        {details
          ? `${details.vmSize} · ${priorityWord(details, trans)}`
          : local
            ? trans.__('this machine')
            : compute.properties.computeType}
      </span>
      <span className="aml-grow" />
      {local ? null : <span className="aml-dim">{allocationLine(compute, trans)}</span>}
      {local || readOnly ? null : (
        <>
          {details ? (
            <button type="button" className="aml-button" onClick={() => onAsk('scale')}>
              {trans.__('Scale…')}
            </button>
          ) : null}
          <button type="button" className="aml-button" onClick={() => onAsk('delete')}>
            {trans.__('Delete…')}
          </button>
        </>
      )}
    </header>
  );
}

function CardQuestion(props: ICardProps & { asking: IAsking<Question> }): JSX.Element | null {
  const { feed, workspace, compute, trans } = props;
  const { asking, close } = props.asking;
  const details = clusterDetails(compute);
  if (asking === 'scale' && details) {
    return (
      <ScaleForm
        feed={feed}
        workspace={workspace}
        name={compute.name}
        settings={details.scaleSettings}
        trans={trans}
        onClose={() => close('scale')}
      />
    );
  }
  return asking === 'delete' ? (
    <Confirm
      question={trans.__('Delete %1? Runs on it are cancelled.', compute.name)}
      action={trans.__('Delete')}
      trans={trans}
      onConfirm={() => deleteCompute(feed, workspace, compute.name)}
      onClose={() => close('delete')}
    />
  ) : null;
}

function Nodes(props: ICardProps & { details: IComputeDetails }): JSX.Element {
  const { details, trans, names } = props;
  const now = useNow(ticks(details));
  const { minNodeCount, maxNodeCount, nodeIdleTimeBeforeScaleDown } = details.scaleSettings;
  const idle = parseIsoDuration(nodeIdleTimeBeforeScaleDown);
  return (
    <>
      <NodeGrid details={details} now={now} trans={trans} names={names} />
      <Queue queue={details.queue} now={now} trans={trans} names={names} />
      <footer className="aml-foot">
        <span>{trans.__('min %1 · max %2', minNodeCount, maxNodeCount)}</span>
        <span>
          {trans.__(
            'idle nodes leave after %1',
            idle === null ? nodeIdleTimeBeforeScaleDown : formatDuration(idle)
          )}
        </span>
      </footer>
    </>
  );
}

function Machine(props: ICardProps): JSX.Element {
  const { compute, runs, trans, names } = props;
  return (
    <div className="aml-notice">
      {runs.length === 0
        ? idleNotice(compute, trans)
        : runs.map(run => (
            <div key={run.id}>
              <RunLink run={run.id} name={run.name} {...names} />
            </div>
          ))}
    </div>
  );
}

function idleNotice(compute: ICompute, trans: Trans): string {
  return isLocal(compute)
    ? trans.__('No runs now. A run starts here as soon as it is submitted.')
    : trans.__('No runs now.');
}

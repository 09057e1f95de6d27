import * as React from 'react';

import type { IQueued } from '../feed/types';
import type { Trans } from '../host';
import { formatDuration, secondsBetween } from '../parts/duration';
import { RunLink } from './RunLink';
import type { IRunNames } from './RunLink';

interface IQueueProps {
  queue: readonly IQueued[];
  now: number;
  trans: Trans;
  names: IRunNames;
}

/** The runs that wait for nodes, first come first. */
export function Queue(props: IQueueProps): JSX.Element | null {
  const { queue, now, trans, names } = props;
  if (queue.length === 0) {
    return null;
  }
  return (
    <div className="aml-queue">
      <h4>{trans._n('%1 run waits', '%1 runs wait', queue.length)}</h4>
      <ol aria-label={trans.__('Queue')}>
        {queue.map(item => (
          <li key={item.run} className="aml-line" data-aml-queued={item.run}>
            <RunLink run={item.run} name={item.name} {...names} />
            <span className="aml-dim">
              {trans._n('needs %1 node', 'needs %1 nodes', item.nodeCount)}
              {' · '}
              {trans.__('waiting for %1', formatDuration(secondsBetween(item.since, null, now)))}
            </span>
          </li>
        ))}
      </ol>
    </div>
  );
}

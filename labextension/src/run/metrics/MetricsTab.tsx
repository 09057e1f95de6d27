import * as React from 'react';

import { Notice, ProblemNotice } from '../../parts/Notice';
import type { MetricStore } from '../../feed/metricStore';
import type { IProblem, IRun } from '../../feed/types';
import { useRunContext } from '../context';
import { isEnded } from '../states';
import { HoverBus } from './hover';
import { MetricBar } from './MetricBar';
import { MetricCard } from './MetricCard';
import { MetricTable } from './MetricTable';
import { RecordCard } from './RecordCard';
import type { IChartOptions } from './series';

interface IMetricsTabProps {
  run: IRun;
  store: MetricStore;
  problem: IProblem | null;
}

const PLAIN: IChartOptions = { x: 'step', smoothing: 0, logY: false };

/** Every metric of the run, as charts or as a table. */
export function MetricsTab({ run, store, problem }: IMetricsTabProps): JSX.Element {
  const { trans } = useRunContext();
  const [options, setOptions] = React.useState(PLAIN);
  const [search, setSearch] = React.useState('');
  const [table, setTable] = React.useState(false);
  const names = React.useSyncExternalStore(store.onShape, () => store.names);
  const records = React.useSyncExternalStore(store.onShape, () => store.records);
  const ready = React.useSyncExternalStore(store.onShape, () => store.ready);
  const hover = React.useMemo(() => new HoverBus(), []);
  if (problem) {
    return <ProblemNotice problem={problem} trans={trans} />;
  }
  if (names.length + records.size === 0) {
    return <NoMetrics run={run} ready={ready} />;
  }
  const found = (name: string): boolean => name.toLowerCase().includes(search.toLowerCase());
  const start = Date.parse(run.started ?? run.created) / 1000;
  return (
    <>
      <MetricBar {...{ options, setOptions, search, setSearch, table, setTable }} />
      {table ? <MetricTable names={names.filter(found)} store={store} /> : null}
      <div className="aml-charts">
        {(table ? [] : names.filter(found)).map(name => (
          <MetricCard key={name} {...{ name, store, options, start, hover }} />
        ))}
        {[...records]
          .filter(([name]) => found(name))
          .map(([name, entries]) => (
            <RecordCard key={name} name={name} records={entries} />
          ))}
      </div>
      {[...names, ...records.keys()].some(found) ? null : (
        <Notice>{trans.__('No metric has “%1” in its name.', search)}</Notice>
      )}
    </>
  );
}

function NoMetrics({ run, ready }: { run: IRun; ready: boolean }): JSX.Element {
  const { trans } = useRunContext();
  if (!ready) {
    return <Notice busy>{trans.__('Loading metrics…')}</Notice>;
  }
  return run.state === 'Queued' ? (
    <Waiting run={run} />
  ) : (
    <Notice>
      {isEnded(run.state)
        ? trans.__('This run logged no metrics.')
        : trans.__('No metrics yet. They appear here the moment the script logs them.')}
    </Notice>
  );
}

/** What a queued run waits for, and the way to where that can be seen coming. */
function Waiting({ run }: { run: IRun }): JSX.Element {
  const { trans, host, workspace } = useRunContext();
  const { openCluster } = host;
  return (
    <Notice>
      {trans._n(
        'Waiting for %1 node of %2.',
        'Waiting for %1 nodes of %2.',
        run.nodeCount,
        run.target
      )}{' '}
      {openCluster ? (
        <button
          type="button"
          className="aml-run-link"
          onClick={() => openCluster.call(host, workspace, run.target)}
        >
          {trans.__('Show its nodes')}
        </button>
      ) : null}
    </Notice>
  );
}

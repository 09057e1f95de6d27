import * as React from 'react';

import type { IFile, IRun } from '../feed/types';
import type { Trans } from '../host';
import { useRunContext } from './context';
import { DetailsTab } from './details/DetailsTab';
import { logFiles } from './logs/files';
import { LogsTab } from './logs/LogsTab';
import { MetricsTab } from './metrics/MetricsTab';
import { useMetrics } from './metrics/useMetrics';
import { OutputsTab } from './outputs/OutputsTab';
import { Tabs } from './Tabs';
import type { ITab } from './Tabs';

type TabName = 'metrics' | 'logs' | 'outputs' | 'details';

interface IRunTabsProps {
  run: IRun;
  files: readonly IFile[];
  accept: (run: IRun) => void;
}

/** Metrics, Logs, Outputs, Details. Until one is chosen, a failed run shows its log and any other its metrics. */
export function RunTabs({ run, files, accept }: IRunTabsProps): JSX.Element {
  const { trans } = useRunContext();
  const [choice, choose] = React.useState<TabName | null>(null);
  const { store, problem } = useMetrics();
  const names = React.useSyncExternalStore(store.onShape, () => store.names);
  const records = React.useSyncExternalStore(store.onShape, () => store.records);
  const logs = logFiles(files);
  const outputs = files.filter(file => file.path.startsWith('outputs/'));
  const chosen = choice ?? (run.state === 'Failed' ? 'logs' : 'metrics');
  const counts = {
    metrics: names.length + records.size,
    logs: logs.user.length + logs.system.length,
    outputs: outputs.length
  };
  return (
    <>
      {chosen === 'logs' ? null : <Reason run={run} onOpen={() => choose('logs')} />}
      <Tabs
        label={trans.__('Parts of the run')}
        tabs={tabsOf(counts, trans)}
        {...{ chosen, choose }}
      >
        {chosen === 'metrics' ? <MetricsTab {...{ run, store, problem }} /> : null}
        {chosen === 'logs' ? <LogsTab run={run} files={files} /> : null}
        {chosen === 'outputs' ? <OutputsTab run={run} files={outputs} /> : null}
        {chosen === 'details' ? <DetailsTab run={run} accept={accept} /> : null}
      </Tabs>
    </>
  );
}

/** Why the run failed, in one line; the logs tab says all of it and shows where. */
function Reason({ run, onOpen }: { run: IRun; onOpen: () => void }): JSX.Element | null {
  const { trans } = useRunContext();
  if (run.state !== 'Failed' || !run.error) {
    return null;
  }
  return (
    <button
      type="button"
      className="aml-run-reason"
      title={trans.__('Show it in the log')}
      data-aml-reason={run.error.code}
      onClick={onOpen}
    >
      {run.error.message.split('\n', 1)[0]}
    </button>
  );
}

function tabsOf(
  counts: { metrics: number; logs: number; outputs: number },
  trans: Trans
): ITab<TabName>[] {
  return [
    { name: 'metrics', label: trans.__('Metrics'), count: counts.metrics },
    { name: 'logs', label: trans.__('Logs'), count: counts.logs },
    { name: 'outputs', label: trans.__('Outputs'), count: counts.outputs },
    { name: 'details', label: trans.__('Details') }
  ];
}

import * as React from 'react';

import { Notice, ProblemNotice } from '../../parts/Notice';
import type { IFile, IRun } from '../../feed/types';
import { useRunContext } from '../context';
import { fileSize, grouped } from '../format';
import { isEnded } from '../states';
import { failureLog, useFailureLine } from './failure';
import { firstLog } from './files';
import { LogBar } from './LogBar';
import { LogFileList } from './LogFileList';
import { LogStore } from './logStore';
import { LogText } from './LogText';
import { endOf, isWhole, lineCount, startOf } from './logWindow';
import { useLogSearch } from './useLogSearch';

interface ILogsTabProps {
  run: IRun;
  files: readonly IFile[];
}

/** The run's logs, one at a time. */
export function LogsTab({ run, files }: ILogsTabProps): JSX.Element {
  const [chosen, choose] = React.useState<string | null>(null);
  const path = chosen ?? failureLog(run) ?? firstLog(files);
  return (
    <>
      {run.state === 'Failed' && run.error ? <ErrorCard run={run} /> : null}
      <LogView key={path} {...{ run, files, path, choose }} />
    </>
  );
}

function ErrorCard({ run }: { run: IRun }): JSX.Element {
  return (
    <div className="aml-error-card" role="alert" data-aml-error={run.error?.code}>
      <strong>{run.error?.message}</strong>
      {run.error?.remedy ? <div>{run.error.remedy}</div> : null}
      <small>{run.error?.code}</small>
    </div>
  );
}

interface ILogViewProps extends ILogsTabProps {
  path: string;
  choose: (path: string) => void;
}

function LogView({ run, files, path, choose }: ILogViewProps): JSX.Element {
  const { feed, workspace, runId, trans } = useRunContext();
  const store = React.useMemo(
    () => new LogStore(feed, { workspace, run: runId, path }),
    [feed, workspace, runId, path]
  );
  const state = React.useSyncExternalStore(store.listen, () => store.state);
  const [follow, setFollowing] = React.useState(true);
  const [wrap, setWrap] = React.useState(false);
  const search = useLogSearch(store);
  useFailureLine(run, store, search);
  const setFollow = (on: boolean): void => {
    setFollowing(on);
    if (on) {
      store.toEnd();
    }
  };
  React.useEffect(() => {
    if (search.current) {
      setFollowing(false);
    }
  }, [search.current]);
  const { log, problem, ready } = state;
  const empty = lineCount(log) === 0;
  return (
    <>
      <LogBar {...{ search, path, follow, setFollow, wrap, setWrap }} />
      <div className="aml-logs">
        <LogFileList {...{ files, path, choose }} />
        <div className="aml-log-side">
          {problem ? <ProblemNotice problem={problem} trans={trans} /> : null}
          {empty && !problem ? <EmptyLog run={run} ready={ready} /> : null}
          <LogText
            {...{ log, store, follow, setFollow, wrap }}
            pattern={search.pattern}
            current={search.current}
          />
        </div>
      </div>
      <LogStatus store={store} follow={follow} setFollow={setFollow} run={run} />
    </>
  );
}

function EmptyLog({ run, ready }: { run: IRun; ready: boolean }): JSX.Element {
  const { trans } = useRunContext();
  if (isEnded(run.state)) {
    return ready ? (
      <Notice>{trans.__('This log is empty.')}</Notice>
    ) : (
      <Notice busy>{trans.__('Loading the log…')}</Notice>
    );
  }
  return <Notice>{trans.__('Nothing printed yet. Lines appear here as they are written.')}</Notice>;
}

interface ILogStatusProps {
  store: LogStore;
  follow: boolean;
  setFollow: (follow: boolean) => void;
  run: IRun;
}

/** How much of the file is here, and the ways to its ends. */
function LogStatus({ store, follow, setFollow, run }: ILogStatusProps): JSX.Element {
  const { trans } = useRunContext();
  const { log } = store.state;
  const lines = lineCount(log);
  const toStart = (): void => {
    setFollow(false);
    void store.toStart();
  };
  const part = trans.__(
    'bytes %1 to %2 of %3',
    fileSize(startOf(log)),
    fileSize(endOf(log)),
    fileSize(log.size)
  );
  const whole = trans._n('%1 line, complete', '%1 lines, complete', lines);
  return (
    <div className="aml-log-status">
      <span>{isWhole(log) ? whole.replace(String(lines), grouped(lines)) : part}</span>
      {startOf(log) > 0 ? (
        <button type="button" className="aml-run-link" onClick={toStart}>
          {trans.__('to the start')}
        </button>
      ) : null}
      {endOf(log) < log.size ? (
        <button type="button" className="aml-run-link" onClick={() => setFollow(true)}>
          {trans.__('to the end')}
        </button>
      ) : null}
      <span className="aml-run-grow" />
      <span>{follow && !isEnded(run.state) ? trans.__('following') : null}</span>
    </div>
  );
}

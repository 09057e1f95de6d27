import * as React from 'react';

import { Notice, ProblemNotice } from '../parts/Notice';
import type { IFeed, IRun } from '../feed/types';
import type { IHost, Trans } from '../host';
import { RunContext } from './context';
import type { IRunContext } from './context';
import { Footer } from './Footer';
import { Head } from './head/Head';
import type { IPlotly } from './metrics/plotly';
import { RunTabs } from './RunTabs';
import { useRun } from './useRun';

export interface IRunViewProps {
  feed: IFeed;
  /** The workspace's ARM id. */
  workspace: string;
  runId: string;
  host: IHost;
  trans: Trans;
  loadPlotly: () => Promise<IPlotly>;
  /** The run as it was when the notebook was saved: shown until the feed has answered. */
  saved?: IRun | null;
}

/** One run, live. The same view in an output, in a tab of its own, and in a widget. */
export function RunView(props: IRunViewProps): JSX.Element {
  const { feed, workspace, host, trans, loadPlotly } = props;
  const [runId, show] = React.useState(props.runId);
  const saved = props.saved?.id === runId ? props.saved : null;
  const context = React.useMemo<IRunContext>(
    () => ({ feed, workspace, runId, host, trans, loadPlotly }),
    [feed, workspace, runId, host, trans, loadPlotly]
  );
  return (
    <RunContext.Provider value={context}>
      <article className="aml-run" data-lm-suppress-shortcuts="true" data-aml-run={runId}>
        <RunBody key={runId} saved={saved} context={context} show={show} />
      </article>
    </RunContext.Provider>
  );
}

interface IRunBodyProps {
  saved: IRun | null;
  context: IRunContext;
  show: (run: string) => void;
}

function RunBody({ saved, context, show }: IRunBodyProps): JSX.Element {
  const { feed, workspace, runId, trans } = context;
  const { run, files, problem, accept, retry } = useRun(feed, workspace, runId, saved);
  return (
    <>
      {run ? <Head run={run} show={show} /> : null}
      {problem ? <ProblemNotice problem={problem} trans={trans} onRetry={retry} /> : null}
      {run ? <RunTabs {...{ run, files, accept }} /> : null}
      {run || problem ? null : <Notice busy>{trans.__('Loading run %1…', runId)}</Notice>}
      {run || !problem ? <Footer run={run} /> : null}
    </>
  );
}

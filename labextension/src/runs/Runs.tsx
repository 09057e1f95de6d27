import * as React from 'react';

import { Notice, ProblemNotice } from '../parts/Notice';
import { useAction } from '../parts/useAction';
import type { IAction } from '../parts/useAction';
import { useNow } from '../parts/useNow';
import type { IRun } from '../feed/types';
import { openRunCode } from '../code';
import type { IMenuEntry } from '../panel/openMenu';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { IReady } from '../panel/session';
import { StateIcon } from '../run/head/StateIcon';
import { toneOf } from '../run/states';
import { FilterBar } from './FilterBar';
import { NO_FILTER } from './filter';
import { cancelRun } from './requests';
import { useShownRuns } from './useShownRuns';
import type { IShownRuns } from './useShownRuns';
import { runLine, runTitle } from './words';
import { isActive, totalCount } from './workspaceStore';
import type { IWorkspaceState } from './workspaceStore';

/** Pixels; `.aml-section[data-aml-section='runs'] .aml-row` has the same. */
const ROW_HEIGHT = 40;

/** The section of runs: newest first, live, filtered by text and state. */
export function Runs(props: { ready: IReady; state: IWorkspaceState }): JSX.Element {
  const { ready, state } = props;
  const { trans } = ready;
  const [filter, setFilter] = React.useState(NO_FILTER);
  const shown = useShownRuns(ready, state, filter);
  const acting = useAction();
  const now = useNow(state.runs.some(isActive));
  if (totalCount(state) === 0 && state.runs.length === 0) {
    return (
      <Notice>
        {trans.__('No runs yet. Submit one with %aml submit or Experiment.submit().')}
      </Notice>
    );
  }
  return (
    <>
      <FilterBar filter={filter} trans={trans} onChange={setFilter} />
      {acting.problem ? (
        <ProblemNotice problem={acting.problem} trans={trans} onDismiss={acting.dismiss} />
      ) : null}
      <RowList
        label={trans.__('Runs')}
        items={shown.runs}
        rowHeight={ROW_HEIGHT}
        trans={trans}
        content={run => runRow(run, now, ready, acting)}
        footer={<ListEnd shown={shown} ready={ready} />}
      />
    </>
  );
}

function runRow(run: IRun, now: number, ready: IReady, acting: IAction): IRowContent {
  const { trans, host, workspace } = ready;
  return {
    key: run.id,
    icon: <StateIcon tone={toneOf(run.state)} />,
    title: runTitle(run),
    subtitle: runLine(run, now, trans),
    hint: run.id,
    data: { 'data-aml-run': run.id, 'data-aml-state': run.state },
    menu: () => runMenu(run, ready, acting),
    open: () => host.openRun?.(workspace.id, run.id)
  };
}

function runMenu(run: IRun, ready: IReady, acting: IAction): IMenuEntry[] {
  const { feed, trans, host, workspace, capabilities } = ready;
  const entries: IMenuEntry[] = [];
  if (host.openRun) {
    entries.push({
      label: trans.__('Open in a Tab'),
      act: () => host.openRun?.(workspace.id, run.id)
    });
  }
  if (isActive(run) && !run.cancelRequested && !capabilities.readOnly) {
    entries.push({
      label: trans.__('Cancel Run'),
      act: () => void acting.run(() => cancelRun(feed, workspace.id, run.id))
    });
  }
  if (host.insertCode) {
    entries.push({
      label: trans.__('Insert Code'),
      act: () => host.insertCode?.(openRunCode(run.id))
    });
  }
  entries.push({
    label: trans.__('Copy Run ID'),
    act: () => void acting.run(() => navigator.clipboard.writeText(run.id))
  });
  return entries;
}

/** Below the last row: nothing found, more to load, or what stood in the way. */
function ListEnd(props: { shown: IShownRuns; ready: IReady }): JSX.Element {
  const { shown, ready } = props;
  const { runs, more, loading, loadMore } = shown;
  const { trans } = ready;
  return (
    <>
      {runs.length === 0 && !more ? <Notice>{trans.__('No run matches.')}</Notice> : null}
      {loading.problem ? <ProblemNotice problem={loading.problem} trans={trans} /> : null}
      {more ? (
        <div className="aml-list-end">
          <button
            type="button"
            className="aml-button"
            disabled={loading.busy}
            data-aml-action="load-more"
            onClick={loadMore}
          >
            {runs.length === 0 ? trans.__('Search older runs') : trans.__('Load older runs')}
          </button>
        </div>
      ) : null}
    </>
  );
}

import { InputDialog } from '@jupyterlab/apputils';
import * as React from 'react';

import type { Session } from '../panel/session';
import { loadPlotlyChunk } from '../run/metrics/plotly';
import { RunView } from '../run/RunView';
import { runTitle } from '../runs/words';
import { tabPlugin } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs } from './tokens';

/** A run as a tab of the main area: the same view that the widget shows in a notebook. */
export const runTabPlugin = tabPlugin({
  id: 'amlwidgets:run-tab',
  description: 'Opens runs in tabs of the main area.',
  command: CommandIDs.openRun,
  namespace: 'amlwidgets-runs',
  label: trans => trans.__('Open Run…'),
  tab: async (session, workspace, args) => {
    const run = args.run ?? (await askRun(session));
    return run ? runTab(session, workspace, run) : undefined;
  }
});

function runTab(session: Session, workspace: string, run: string): ITab {
  const { feed, host, trans } = session;
  const known = session.ready?.live.state.runs.find(item => item.id === run);
  return {
    id: `aml-run-${run}`,
    label: known ? runTitle(known) : run,
    caption: run,
    view: (
      <RunView
        feed={feed}
        workspace={workspace}
        runId={run}
        host={host}
        trans={trans}
        loadPlotly={loadPlotlyChunk}
      />
    ),
    args: { workspace, run }
  };
}

/** Ask which run, by id; the newest ones are offered. */
async function askRun(session: Session): Promise<string | null> {
  const { trans } = session;
  const newest = session.ready?.live.state.runs.slice(0, 20) ?? [];
  const answer = await InputDialog.getItem({
    title: trans.__('Open Run'),
    label: trans.__('Run ID'),
    items: newest.map(run => run.id),
    editable: true
  });
  return answer.value?.trim() || null;
}

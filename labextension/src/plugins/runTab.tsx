import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { InputDialog } from '@jupyterlab/apputils';
import * as React from 'react';

import type { Session } from '../panel/session';
import { loadPlotlyChunk } from '../run/metrics/plotly';
import { RunView } from '../run/RunView';
import { runTitle } from '../runs/words';
import { TabSet } from './mainTab';
import type { ITab } from './mainTab';
import { CommandIDs, ISession } from './tokens';

/** A run as a tab of the main area: the same view that the widget shows in a notebook. */
export const runTabPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:run-tab',
  description: 'Opens runs in tabs of the main area.',
  autoStart: true,
  requires: [ISession],
  optional: [ILabShell, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    session: Session,
    labShell: ILabShell | null,
    restorer: ILayoutRestorer | null
  ) => {
    const command = CommandIDs.openRun;
    app.commands.addCommand(command, {
      label: session.trans.__('Open Run…'),
      execute: async args => {
        const workspace = (args.workspace as string | undefined) ?? session.ready?.workspace.id;
        const run = (args.run as string | undefined) ?? (await askRun(session));
        return workspace && run ? tabs.open(runTab(session, workspace, run)) : undefined;
      }
    });
    const namespace = 'amlwidgets-runs';
    const tabs = new TabSet({ shell: app.shell, labShell, restorer, namespace, command });
  }
};

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

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';

import { useSession } from '../panel/session';
import type { IReady, Session } from '../panel/session';
import { useWorkspace } from '../runs/liveWorkspace';
import { activeCount } from '../runs/workspaceStore';
import { amlIcon } from './icon';
import { CommandIDs, ISession } from './tokens';

/** How many runs are active, in the status bar. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:status',
  description: 'Shows in the status bar how many runs are active.',
  autoStart: true,
  requires: [ISession],
  optional: [IStatusBar],
  activate: (app: JupyterFrontEnd, session: Session, statusBar: IStatusBar | null) => {
    const openPanel = () => {
      if (app.commands.hasCommand(CommandIDs.openPanel)) {
        void app.commands.execute(CommandIDs.openPanel);
      }
    };
    const item = ReactWidget.create(<ActiveRuns session={session} onClick={openPanel} />);
    statusBar?.registerStatusItem('amlwidgets:status', { item, align: 'left', rank: 20 });
  }
};

function ActiveRuns(props: { session: Session; onClick: () => void }): JSX.Element | null {
  const state = useSession(props.session);
  return state.status === 'ready' ? <Count ready={state.ready} onClick={props.onClick} /> : null;
}

function Count(props: { ready: IReady; onClick: () => void }): JSX.Element {
  const { ready, onClick } = props;
  const count = useWorkspace(ready.live, activeCount);
  return (
    <button
      type="button"
      className="aml-status"
      title={ready.trans.__('Runs of %1 that have not ended', ready.workspace.name)}
      data-aml-active={count}
      onClick={onClick}
    >
      <amlIcon.react tag="span" className="aml-status-icon" />
      {ready.trans._n('%1 run', '%1 runs', count)}
    </button>
  );
}

import { ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { AmlPanel } from '../panel/AmlPanel';
import type { Session } from '../panel/session';
import { amlIcon } from './icon';
import { CommandIDs, ISession } from './tokens';

const PANEL_ID = 'amlwidgets-panel';

/** The left side panel with the workspace's computes, datastores and runs. */
export const panelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:panel',
  description: 'The side panel with the computes, datastores and runs of a workspace.',
  autoStart: true,
  requires: [ISession],
  optional: [ILayoutRestorer],
  activate: (app: JupyterFrontEnd, session: Session, restorer: ILayoutRestorer | null) => {
    const panel = new AmlPanel(session);
    panel.id = PANEL_ID;
    panel.title.icon = amlIcon;
    panel.title.caption = session.trans.__('Azure ML workspace');
    app.shell.add(panel, 'left', { rank: 300 });
    restorer?.add(panel, PANEL_ID);
    addCommands(app, session, panel);
  }
};

function addCommands(app: JupyterFrontEnd, session: Session, panel: AmlPanel): void {
  const { trans } = session;
  const show = () => app.shell.activateById(PANEL_ID);
  const canWrite = () => session.ready !== null && !session.ready.capabilities.readOnly;
  app.commands.addCommand(CommandIDs.openPanel, {
    label: trans.__('Show Workspace Panel'),
    icon: amlIcon,
    execute: show
  });
  app.commands.addCommand(CommandIDs.newCluster, {
    label: trans.__('New Cluster…'),
    isEnabled: canWrite,
    execute: () => {
      show();
      panel.computes.add();
    }
  });
  app.commands.addCommand(CommandIDs.registerFolder, {
    label: trans.__('Register a Datastore…'),
    isEnabled: canWrite,
    execute: () => {
      show();
      panel.datastores.add();
    }
  });
}

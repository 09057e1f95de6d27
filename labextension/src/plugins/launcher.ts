import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILauncher } from '@jupyterlab/launcher';

import type { Session } from '../panel/session';
import { CommandIDs, ISession } from './tokens';

/** Cards of the launcher. */
export const launcherPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:launcher',
  description: 'Cards of the launcher for the workspace.',
  autoStart: true,
  requires: [ISession],
  optional: [ILauncher],
  activate: (app: JupyterFrontEnd, session: Session, launcher: ILauncher | null) => {
    const category = session.trans.__('Azure ML');
    void app.started.then(() => {
      if (app.commands.hasCommand(CommandIDs.openPanel)) {
        launcher?.add({ command: CommandIDs.openPanel, category, rank: 1 });
      }
    });
  }
};

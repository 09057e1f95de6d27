import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, InputDialog, Notification } from '@jupyterlab/apputils';

import type { IReady, Session } from '../panel/session';
import { isActive } from '../runs/workspaceStore';
import { cancelOrTell } from './cancel';
import { CommandIDs, ISession } from './tokens';

/** The commands that make sense without arguments. */
const ENTRIES = [
  CommandIDs.openPanel,
  CommandIDs.openRun,
  CommandIDs.openCluster,
  CommandIDs.openDataset,
  CommandIDs.cancelRun,
  CommandIDs.newCluster,
  CommandIDs.registerFolder
];

/** The entries of the command palette, and the commands that belong to no view. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:commands',
  description: 'Entries of the command palette for the workspace.',
  autoStart: true,
  requires: [ISession],
  optional: [ICommandPalette],
  activate: (app: JupyterFrontEnd, session: Session, palette: ICommandPalette | null) => {
    const { trans } = session;
    app.commands.addCommand(CommandIDs.cancelRun, {
      label: trans.__('Cancel Run…'),
      isEnabled: () => session.ready !== null && !session.ready.capabilities.readOnly,
      execute: async args => {
        const { ready } = session;
        const run = (args.run as string | undefined) ?? (ready && (await askActiveRun(ready)));
        if (ready && run) {
          await cancelOrTell(ready, run);
        }
      }
    });
    const category = trans.__('Azure ML');
    ENTRIES.forEach(command => palette?.addItem({ command, category }));
  }
};

/** Ask which of the runs that have not ended; null when none is chosen or there is none. */
async function askActiveRun(ready: IReady): Promise<string | null> {
  const { trans, live } = ready;
  const items = live.state.runs.filter(isActive).map(run => run.id);
  if (items.length === 0) {
    Notification.info(trans.__('No run is active.'), { autoClose: 3000 });
    return null;
  }
  const answer = await InputDialog.getItem({ title: trans.__('Cancel Run'), items });
  return answer.button.accept ? answer.value : null;
}

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';

import { serverFeed } from '../feed/serverFeed';
import { publishHost } from '../host';
import type { IHost } from '../host';
import { Session } from '../panel/session';
import { CommandIDs, ISession } from './tokens';

/** The page's session, and the host that views outside the plugins find. */
export const sessionPlugin: JupyterFrontEndPlugin<Session> = {
  id: 'amlwidgets:session',
  description: 'Connects the page to the amlwidgets server extension.',
  autoStart: true,
  provides: ISession,
  optional: [ITranslator],
  activate: (app, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load('amlwidgets');
    const host = commandHost(app.commands);
    publishHost(host);
    return new Session(serverFeed(app.serviceManager.serverSettings), host, trans);
  }
};

/** A host that can do what there are enabled commands for at the moment it is asked. */
function commandHost(commands: CommandRegistry): IHost {
  const can = (id: string) => commands.hasCommand(id) && commands.isEnabled(id);
  return {
    get openRun() {
      return can(CommandIDs.openRun)
        ? (workspace: string, run: string) =>
            void commands.execute(CommandIDs.openRun, { workspace, run })
        : undefined;
    },
    get openCluster() {
      return can(CommandIDs.openCluster)
        ? (workspace: string, compute: string | null) =>
            void commands.execute(CommandIDs.openCluster, { workspace, compute })
        : undefined;
    },
    get openFile() {
      return can(CommandIDs.openFile)
        ? (workspace: string, datastore: string, path: string) =>
            void commands.execute(CommandIDs.openFile, { workspace, datastore, path })
        : undefined;
    },
    get openDataset() {
      return can(CommandIDs.openDataset)
        ? (workspace: string, dataset: string, version: string, part: string) =>
            void commands.execute(CommandIDs.openDataset, { workspace, dataset, version, part })
        : undefined;
    },
    get insertCode() {
      return can(CommandIDs.insertCode)
        ? (code: string) => void commands.execute(CommandIDs.insertCode, { code })
        : undefined;
    }
  };
}

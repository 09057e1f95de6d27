import { IRouter } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

import { forgetRun, PARAMETER, withoutRun } from '../panel/link';
import type { Session } from '../panel/session';
import { CommandIDs, ISession } from './tokens';

/** Opens the run that the page's address names: `/lab?aml-run=<run id>`. */
export const deepLinkPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:deep-link',
  description: 'Opens the run that ?aml-run= in the address names.',
  autoStart: true,
  requires: [ISession],
  optional: [IRouter],
  activate: (app: JupyterFrontEnd, session: Session, router: IRouter | null) => {
    if (!router) {
      return;
    }
    app.commands.addCommand(CommandIDs.followLink, {
      label: session.trans.__('Open the Run of the Address'),
      isVisible: () => false,
      execute: args => follow(app, session, router, args as unknown as IRouter.ILocation)
    });
    router.register({ command: CommandIDs.followLink, pattern: new RegExp(`[?&]${PARAMETER}=`) });
  }
};

async function follow(
  app: JupyterFrontEnd,
  session: Session,
  router: IRouter,
  location: IRouter.ILocation
): Promise<void> {
  const { run } = withoutRun(location.search ?? '');
  forgetRun(router);
  const [{ workspace }] = await Promise.all([session.whenReady(), app.restored]);
  if (run) {
    session.host.openRun?.(workspace.id, run);
  }
}

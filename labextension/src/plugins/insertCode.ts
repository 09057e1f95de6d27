import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, NotebookActions } from '@jupyterlab/notebook';

import type { Session } from '../panel/session';
import { CommandIDs, ISession } from './tokens';

/** Puts code for a resource of the workspace into the current notebook. */
export const insertCodePlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:insert-code',
  description: 'Inserts code for computes, datastores and runs into the current notebook.',
  autoStart: true,
  requires: [ISession],
  optional: [INotebookTracker],
  activate: (app: JupyterFrontEnd, session: Session, notebooks: INotebookTracker | null) => {
    app.commands.addCommand(CommandIDs.insertCode, {
      label: session.trans.__('Insert Code'),
      isEnabled: () => Boolean(notebooks?.currentWidget),
      execute: args => {
        const panel = notebooks?.currentWidget;
        const notebook = panel?.content;
        if (!panel || !notebook || typeof args.code !== 'string') {
          return;
        }
        NotebookActions.insertBelow(notebook);
        notebook.activeCell?.model.sharedModel.setSource(args.code);
        // Another tab may be in front: what was inserted is to be seen.
        app.shell.activateById(panel.id);
      }
    });
  }
};

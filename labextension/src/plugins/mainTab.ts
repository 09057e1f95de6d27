import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import type { Session } from '../panel/session';
import type { Trans } from '../host';
import { amlIcon } from './icon';
import { ISession } from './tokens';

/** A tab that shows one thing of a workspace. */
export interface ITab {
  /** Unique on the page; opening the same again brings its tab to the front. */
  id: string;
  label: string;
  caption: string;
  view: JSX.Element;
  /** The arguments of the command that opens it, to open it again after a reload. */
  args: ReadonlyPartialJSONObject;
}

type Tab = MainAreaWidget<ReactWidget>;

/** The arguments of a command that opens a tab; those of an `ITab` have all that are needed. */
export type TabArgs = Partial<Record<string, string | null>>;

export interface ITabPluginOptions {
  id: string;
  description: string;
  command: string;
  /** Of the tabs that come back after a reload. */
  namespace: string;
  label: (trans: Trans) => string;
  /** What to open in a workspace; nothing where the arguments and whoever is asked name nothing. */
  tab: (
    session: Session,
    workspace: string,
    args: TabArgs
  ) => ITab | undefined | Promise<ITab | undefined>;
}

/** A plugin with a command that opens one kind of tab. */
export function tabPlugin(options: ITabPluginOptions): JupyterFrontEndPlugin<void> {
  const { id, description, command, namespace, label, tab } = options;
  return {
    id,
    description,
    autoStart: true,
    requires: [ISession],
    optional: [ILabShell, ILayoutRestorer],
    activate: (
      app: JupyterFrontEnd,
      session: Session,
      labShell: ILabShell | null,
      restorer: ILayoutRestorer | null
    ) => {
      app.commands.addCommand(command, {
        label: label(session.trans),
        execute: async given => {
          const args = given as TabArgs;
          const workspace = args.workspace ?? session.ready?.workspace.id;
          const wanted = workspace ? await tab(session, workspace, args) : undefined;
          return wanted && tabs.open(wanted);
        }
      });
      const tabs = new TabSet({ shell: app.shell, labShell, restorer, namespace, command });
    }
  };
}

interface ITabSetOptions {
  shell: JupyterFrontEnd.IShell;
  /** Null in Notebook 7, which has room for one document in its main area. */
  labShell: ILabShell | null;
  restorer: ILayoutRestorer | null;
  namespace: string;
  /** Opens such a tab, given the `args` of an `ITab`. */
  command: string;
}

/** The tabs of one kind, which come back after a reload. */
class TabSet {
  constructor(options: ITabSetOptions) {
    const { shell, labShell, restorer, namespace, command } = options;
    this._shell = shell;
    this._area = labShell ? 'main' : 'right';
    this._tracker = new WidgetTracker<Tab>({ namespace });
    void restorer?.restore(this._tracker, {
      command,
      args: tab => this._args.get(tab) ?? {},
      name: tab => tab.id
    });
  }

  /** Open the tab, or bring the one that is open to the front. */
  open(tab: ITab): Tab {
    const widget = this._tracker.find(held => held.id === tab.id) ?? this._create(tab);
    if (!widget.isAttached) {
      this._shell.add(widget, this._area);
    }
    this._shell.activateById(widget.id);
    return widget;
  }

  private _create(tab: ITab): Tab {
    const content = ReactWidget.create(tab.view);
    content.addClass('aml-Tab');
    const widget = new MainAreaWidget({ content });
    widget.toolbar.hide();
    widget.id = tab.id;
    widget.title.label = tab.label;
    widget.title.caption = tab.caption;
    widget.title.icon = amlIcon;
    widget.title.closable = true;
    this._args.set(widget, tab.args);
    void this._tracker.add(widget);
    return widget;
  }

  private readonly _shell: JupyterFrontEnd.IShell;
  private readonly _area: 'main' | 'right';
  private readonly _tracker: WidgetTracker<Tab>;
  private readonly _args = new WeakMap<Tab, ReadonlyPartialJSONObject>();
}

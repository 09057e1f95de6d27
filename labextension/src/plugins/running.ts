import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IRunningSessionManagers } from '@jupyterlab/running';
import type { IRunningSessions } from '@jupyterlab/running';
import { Signal } from '@lumino/signaling';

import type { IRun } from '../feed/types';
import type { Session } from '../panel/session';
import { runLine, runTitle } from '../runs/words';
import { isActive } from '../runs/workspaceStore';
import { cancelOrTell } from './cancel';
import { amlIcon } from './icon';
import { ISession } from './tokens';

/** The active runs among the other running things of the server. */
export const runningPlugin: JupyterFrontEndPlugin<void> = {
  id: 'amlwidgets:running',
  description: 'Lists the active runs in the panel of running sessions.',
  autoStart: true,
  requires: [ISession],
  optional: [IRunningSessionManagers],
  activate: (_app: JupyterFrontEnd, session: Session, managers: IRunningSessionManagers | null) => {
    managers?.add(new ActiveRuns(session));
  }
};

class ActiveRuns implements IRunningSessions.IManager {
  constructor(private readonly _session: Session) {
    const { trans } = _session;
    this.name = trans.__('Runs');
    this.shutdownLabel = trans.__('Cancel');
    this.shutdownAllLabel = trans.__('Cancel All');
    this.shutdownAllConfirmationText = trans.__('Cancel all active runs of this workspace?');
    _session.listen(() => this._follow());
    this._follow();
  }

  readonly name: string;
  readonly shutdownLabel: string;
  readonly shutdownAllLabel: string;
  readonly shutdownAllConfirmationText: string;
  readonly runningChanged = new Signal<this, void>(this);

  running(): IRunningSessions.IRunningItem[] {
    return this._active().map(run => this._item(run));
  }

  shutdownAll(): void {
    this._active().forEach(run => this._cancel(run));
  }

  /** Nothing to ask for: the list is live. */
  refreshRunning(): void {
    this.runningChanged.emit();
  }

  /** Listen to the workspace that the session is looking at now. */
  private _follow(): void {
    this._stop();
    this._stop = this._session.ready?.live.listen(() => this.runningChanged.emit()) ?? (() => {});
    this.runningChanged.emit();
  }

  private _active(): IRun[] {
    return this._session.ready?.live.state.runs.filter(isActive) ?? [];
  }

  private _item(run: IRun): IRunningSessions.IRunningItem {
    const { host, ready } = this._session;
    return {
      icon: () => amlIcon,
      label: () => runTitle(run),
      labelTitle: () => run.id,
      detail: () => runLine(run, Date.now(), this._session.trans),
      open: () => ready && host.openRun?.(ready.workspace.id, run.id),
      shutdown: () => this._cancel(run)
    };
  }

  private _cancel(run: IRun): void {
    const { ready } = this._session;
    void (ready && cancelOrTell(ready, run.id));
  }

  private _stop: () => void = () => {};
}

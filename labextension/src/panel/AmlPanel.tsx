import { ReactWidget, SidePanel } from '@jupyterlab/ui-components';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { AccordionPanel } from '@lumino/widgets';
import * as React from 'react';

import { Computes } from '../computes/Computes';
import { Datasets } from '../datasets/Datasets';
import { Datastores } from '../datastores/Datastores';
import { Runs } from '../runs/Runs';
import { areNear, withRoom } from './room';
import { SectionPanel } from './SectionPanel';
import type { Session } from './session';
import { WorkspaceHead } from './WorkspaceHead';

/** The share of the panel's height that each section begins with. */
const SIZES = [0.25, 0.2, 0.2, 0.35];

/** The left side panel: the workspace on top, its computes, datastores, datasets and runs below. */
export class AmlPanel extends SidePanel {
  constructor(session: Session) {
    super();
    const { trans } = session;
    this.addClass('aml-Panel');
    this.header.addWidget(ReactWidget.create(<WorkspaceHead session={session} />));
    this.computes = new SectionPanel({
      session,
      name: 'computes',
      label: trans.__('Computes'),
      addLabel: trans.__('New cluster'),
      content: Computes
    });
    this.datastores = new SectionPanel({
      session,
      name: 'datastores',
      label: trans.__('Datastores'),
      addLabel: trans.__('Register a datastore'),
      content: Datastores
    });
    const datasets = new SectionPanel({
      session,
      name: 'datasets',
      label: trans.__('Datasets'),
      content: Datasets
    });
    const runs = new SectionPanel({
      session,
      name: 'runs',
      label: trans.__('Runs'),
      content: Runs
    });
    [this.computes, this.datastores, datasets, runs].forEach(section => this.addWidget(section));
    this.datastores.roomAsked.connect((section, asked) => this._giveRoom(section, asked));
    const showSections = () => this.content.setHidden(session.snapshot().status !== 'ready');
    this._stop = session.listen(showSections);
    showSections();
    this._observer.observe(this.header.node);
  }

  readonly computes: SectionPanel;
  readonly datastores: SectionPanel;

  override dispose(): void {
    this._stop();
    this._observer.disconnect();
    super.dispose();
  }

  /** Lumino forgets sizes that were set before there was room to divide. */
  protected override onResize(message: Widget.ResizeMessage): void {
    super.onResize(message);
    if (!this._divided && message.height > 0) {
      this._divided = true;
      this._accordion.setRelativeSizes(SIZES);
    }
  }

  /** What was given is taken back when it is needed no more, unless someone has moved the sections since. */
  private _giveRoom(section: SectionPanel, asked: boolean): void {
    const accordion = this._accordion;
    const sizes = accordion.relativeSizes();
    if (asked) {
      const given = withRoom(sizes, accordion.widgets.indexOf(section));
      this._room = { before: sizes, given };
      accordion.setRelativeSizes(given);
      return;
    }
    if (this._room && areNear(sizes, this._room.given)) {
      accordion.setRelativeSizes(this._room.before);
    }
    this._room = null;
  }

  private get _accordion(): AccordionPanel {
    return this.content as AccordionPanel;
  }

  /** The head is sized by its text; Lumino sizes the sections and must hear of the room that is left. */
  private readonly _observer = new ResizeObserver(() => {
    MessageLoop.sendMessage(this.content, Widget.ResizeMessage.UnknownSize);
  });
  private readonly _stop: () => void;
  private _divided = false;
  private _room: { before: number[]; given: number[] } | null = null;
}

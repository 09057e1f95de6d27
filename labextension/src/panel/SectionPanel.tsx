import { addIcon, PanelWithToolbar, ReactWidget, ToolbarButton } from '@jupyterlab/ui-components';
import { Signal } from '@lumino/signaling';
import * as React from 'react';

import type { IWorkspaceState } from '../runs/workspaceStore';
import { SectionBody } from './SectionBody';
import type { IReady, Session } from './session';

/** What the content of a section is given. */
export interface ISectionProps {
  ready: IReady;
  state: IWorkspaceState;
  /** Whether the section's form for something new is open. */
  adding: boolean;
  onAdded: () => void;
  /** Says whether there is much to see, and the section should be large. */
  onRoom: (asked: boolean) => void;
}

export interface ISectionOptions {
  session: Session;
  /** The `data-aml-section` of the section, e.g. "runs". */
  name: string;
  label: string;
  /** What the + button in the section's title says; none without it. */
  addLabel?: string;
  content: React.ComponentType<ISectionProps>;
}

/** One section of the side panel: JupyterLab's accordion outside, React inside. */
export class SectionPanel extends PanelWithToolbar {
  constructor(options: ISectionOptions) {
    super();
    const { name, label, addLabel } = options;
    this.addClass('aml-SectionPanel');
    this.node.dataset.amlSection = name;
    this.title.label = label;
    this._body = new Body(options, asked => this.roomAsked.emit(asked));
    this.addWidget(this._body);
    if (addLabel !== undefined) {
      const onClick = () => this.add();
      this.toolbar.addItem('add', new ToolbarButton({ icon: addIcon, tooltip: addLabel, onClick }));
    }
  }

  /** Whether the section has much to show now; only changes are told. */
  readonly roomAsked = new Signal<this, boolean>(this);

  /** Open the form for something new. */
  add(): void {
    this._body.setAdding(true);
  }

  private readonly _body: Body;
}

class Body extends ReactWidget {
  constructor(
    private readonly _options: ISectionOptions,
    private readonly _onRoom: (asked: boolean) => void
  ) {
    super();
  }

  readonly setAdding = (adding: boolean): void => {
    this._adding = adding;
    this.update();
  };

  protected override render(): JSX.Element {
    const { session, content: Section } = this._options;
    const adding = this._adding;
    const onAdded = () => this.setAdding(false);
    return (
      <SectionBody session={session}>
        {(ready, state) => (
          <Section
            ready={ready}
            state={state}
            adding={adding}
            onAdded={onAdded}
            onRoom={this._onRoom}
          />
        )}
      </SectionBody>
    );
  }

  private _adding = false;
}

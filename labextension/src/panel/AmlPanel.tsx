import { ReactWidget, SidePanel } from '@jupyterlab/ui-components';
import type { AccordionPanel } from '@lumino/widgets';
import * as React from 'react';

import { Computes } from '../computes/Computes';
import { Datastores } from '../datastores/Datastores';
import { Runs } from '../runs/Runs';
import { SectionPanel } from './SectionPanel';
import type { Session } from './session';
import { WorkspaceHead } from './WorkspaceHead';

/** The share of the panel's height that each section begins with. */
const SIZES = [0.3, 0.25, 0.45];

/** Pixels; a title with a toolbar is higher than Lumino expects, and the panel would reach below the page. */
const TITLE_HEIGHT = 32;

/** The left side panel: the workspace on top, its computes, datastores and runs below. */
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
      addLabel: trans.__('Register a folder'),
      content: Datastores
    });
    const runs = new SectionPanel({
      session,
      name: 'runs',
      label: trans.__('Runs'),
      content: Runs
    });
    [this.computes, this.datastores, runs].forEach(section => this.addWidget(section));
    const accordion = this.content as AccordionPanel;
    accordion.titleSpace = TITLE_HEIGHT;
    accordion.setRelativeSizes(SIZES);
  }

  readonly computes: SectionPanel;
  readonly datastores: SectionPanel;
}

import * as React from 'react';

import type { ICompute } from '../../feed/types';
import { ENGLISH } from '../../run/context';
import { Stage } from '../../run/__tests__/stage';
import { message } from '../../runs/__tests__/fixtures';
import type { WorkspaceMessage } from '../../runs/workspaceStore';
import { ClusterView } from '../ClusterView';

/** A page with a cluster view on it. */
export class Board extends Stage {
  showCluster(compute: string | null, readOnly = false): void {
    const props = { feed: this._feed(), host: this.host, trans: ENGLISH, compute, readOnly };
    React.act(() => this._root.render(<ClusterView workspace="/ws" {...props} />));
  }

  tell(part: Partial<WorkspaceMessage>): void {
    this.say('workspace', { ...message(part) });
  }

  computes(...computes: ICompute[]): void {
    this.tell({ reset: true, computes });
  }

  get text(): string {
    return this.element.textContent ?? '';
  }

  async type(name: string, value: string): Promise<void> {
    const input = this.find(`input[name=${name}]`) as HTMLInputElement;
    await this.then(() => {
      // React listens to the setter of the element: the prototype's goes past it, as a real key does.
      const { set } = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!;
      set!.call(input, value);
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
  }

  async submit(): Promise<void> {
    await this.then(() => (this.find('form') as HTMLFormElement).requestSubmit());
  }
}

/** A page with the section of datastores, or one of its parts, and a server that the test speaks for. */
import * as React from 'react';

import type { IDatastore } from '../../feed/types';
import type { IReady } from '../../panel/session';
import { ENGLISH } from '../../run/context';
import { Stage } from '../../run/__tests__/stage';
import type { IWorkspaceState } from '../../runs/workspaceStore';
import { Datastores } from '../Datastores';
import { FileView } from '../FileView';

export function store(name: string, part: Partial<IDatastore['properties']> = {}): IDatastore {
  const properties = {
    datastoreType: 'AzureBlob',
    isDefault: false,
    accountName: 'acc',
    containerName: 'c',
    description: '',
    path: '',
    protected: false,
    ...part
  };
  return { id: name, name, properties };
}

export class Shelf extends Stage {
  closed = 0;
  readonly room: boolean[] = [];

  showSection(datastores: IDatastore[], adding = false): void {
    const ready = {
      feed: this._feed(),
      host: this.host,
      trans: ENGLISH,
      capabilities: { readOnly: false },
      workspace: { id: '/ws' }
    } as unknown as IReady;
    const state = { datastores } as unknown as IWorkspaceState;
    const onAdded = () => this.closed++;
    React.act(() =>
      this._root.render(
        <Datastores
          ready={ready}
          state={state}
          adding={adding}
          onAdded={onAdded}
          onRoom={asked => this.room.push(asked)}
        />
      )
    );
  }

  showFile(path: string): void {
    const props = { feed: this._feed(), host: this.host, trans: ENGLISH };
    React.act(() =>
      this._root.render(<FileView {...props} workspace="/ws" datastore="lab" path={path} />)
    );
  }

  get text(): string {
    return this.element.textContent ?? '';
  }

  /** Types into the fields by their names. */
  type(values: Record<string, string>): void {
    for (const [name, value] of Object.entries(values)) {
      const input = this.find(`[name=${name}]`) as HTMLInputElement;
      React.act(() => {
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
      });
    }
  }

  async choose(selector: string, value: string): Promise<void> {
    await this.then(() => {
      const select = this.find(selector) as HTMLSelectElement;
      select.value = value;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
  }

  async click(button: string): Promise<void> {
    await this.then(() => this.button(button).click());
  }

  async submit(): Promise<void> {
    await this.then(() => (this.find('form') as HTMLFormElement).requestSubmit());
  }
}

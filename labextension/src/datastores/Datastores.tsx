import * as React from 'react';

import { Confirm } from '../parts/Confirm';
import { DatastoreIcon, StarIcon } from '../parts/icons';
import { ProblemNotice } from '../parts/Notice';
import { useAction } from '../parts/useAction';
import type { IAction } from '../parts/useAction';
import type { IDatastore } from '../feed/types';
import type { Trans } from '../host';
import { datastoreCode } from '../code';
import type { IMenuEntry } from '../panel/openMenu';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { IReady } from '../panel/session';
import type { IWorkspaceState } from '../runs/workspaceStore';
import { FileBrowser } from './FileBrowser';
import { RegisterForm } from './RegisterForm';
import { makeDefault, unregister } from './requests';

interface IDatastoresProps {
  ready: IReady;
  state: IWorkspaceState;
  /** Whether the form for a new datastore is open. */
  adding: boolean;
  onAdded: () => void;
}

/** What is open below a row. */
interface IOpen {
  name: string;
  what: 'files' | 'delete';
}

/** The section of datastores, with the files of the one that is opened. */
export function Datastores(props: IDatastoresProps): JSX.Element {
  const { ready, state, adding, onAdded } = props;
  const { trans } = ready;
  const [open, setOpen] = React.useState<IOpen | null>(null);
  const acting = useAction();
  return (
    <>
      {adding ? <RegisterForm ready={ready} onClose={onAdded} /> : null}
      {acting.problem ? (
        <ProblemNotice problem={acting.problem} trans={trans} onDismiss={acting.dismiss} />
      ) : null}
      <RowList
        label={trans.__('Datastores')}
        items={state.datastores}
        trans={trans}
        content={store => {
          const opened = open?.name === store.name ? open.what : null;
          return {
            ...storeRow(store, opened, ready, setOpen),
            menu: () => storeMenu(store, ready, acting, setOpen),
            below: below(store, opened, ready, () => setOpen(null))
          };
        }}
      />
    </>
  );
}

function storeRow(
  store: IDatastore,
  opened: IOpen['what'] | null,
  ready: IReady,
  setOpen: (open: IOpen | null) => void
): Omit<IRowContent, 'menu'> {
  const { isDefault, path } = store.properties;
  return {
    key: store.name,
    icon: <DatastoreIcon />,
    title: store.name,
    badge: isDefault ? (
      <span className="aml-star">
        <StarIcon />
      </span>
    ) : null,
    subtitle: storeLine(store, ready.trans),
    hint: path,
    expanded: opened === 'files',
    data: { 'data-aml-datastore': store.name, 'data-aml-default': String(isDefault) },
    open: () => setOpen(opened === 'files' ? null : { name: store.name, what: 'files' })
  };
}

function storeLine(store: IDatastore, trans: Trans): string {
  const { datastoreType, isDefault, path } = store.properties;
  const kinds: Record<string, string> = {
    AzureBlob: trans.__('Blob'),
    AzureFile: trans.__('File share'),
    LocalFolder: path
  };
  const kind = kinds[datastoreType] ?? datastoreType;
  return isDefault ? `${kind} · ${trans.__('default')}` : kind;
}

function storeMenu(
  store: IDatastore,
  ready: IReady,
  acting: IAction,
  setOpen: (open: IOpen) => void
): IMenuEntry[] {
  const { feed, workspace, host, trans, capabilities } = ready;
  const { name, properties } = store;
  const entries: IMenuEntry[] = [
    { label: trans.__('Browse'), act: () => setOpen({ name, what: 'files' }) }
  ];
  if (host.insertCode) {
    entries.push({
      label: trans.__('Insert Code'),
      act: () => host.insertCode?.(datastoreCode(name))
    });
  }
  if (!properties.isDefault && !capabilities.readOnly) {
    entries.push({
      label: trans.__('Set as Default'),
      act: () => void acting.run(() => makeDefault(feed, workspace.id, store))
    });
  }
  if (!properties.protected && !capabilities.readOnly) {
    entries.push({
      label: trans.__('Unregister…'),
      act: () => setOpen({ name, what: 'delete' })
    });
  }
  return entries;
}

function below(
  store: IDatastore,
  opened: IOpen['what'] | null,
  ready: IReady,
  close: () => void
): JSX.Element | null {
  const { feed, workspace, trans } = ready;
  switch (opened) {
    case 'files':
      return <FileBrowser ready={ready} datastore={store.name} onClose={close} />;
    case 'delete':
      return (
        <Confirm
          question={trans.__('Unregister %1? Its files stay where they are.', store.name)}
          action={trans.__('Unregister')}
          trans={trans}
          onConfirm={() => unregister(feed, workspace.id, store.name)}
          onClose={close}
        />
      );
    case null:
      return null;
  }
}

import * as React from 'react';

import { Confirm } from '../parts/Confirm';
import { StarIcon } from '../parts/icons';
import { ProblemNotice } from '../parts/Notice';
import { useAction } from '../parts/useAction';
import type { IAction } from '../parts/useAction';
import { useAsking } from '../parts/useAsking';
import type { IAsking } from '../parts/useAsking';
import type { IDatastore } from '../feed/types';
import type { Trans } from '../host';
import { databaseCode, datastoreCode } from '../code';
import type { IMenuEntry } from '../panel/openMenu';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { ISectionProps } from '../panel/SectionPanel';
import type { IReady } from '../panel/session';
import { FileBrowser } from './FileBrowser';
import { KindIcon } from './KindIcon';
import { datastoreKinds, isRecorded } from './kinds';
import type { IKind } from './kinds';
import { RegisterForm } from './RegisterForm';
import { checkDatastore, makeDefault, unregister } from './requests';
import { TestResult } from './TestResult';
import { Transfers } from './Transfers';
import { uploadsInto } from './uploads';
import { useTest } from './useTest';

/** What is open below a row. */
interface IOpen {
  name: string;
  what: 'files' | 'test' | 'edit' | 'delete';
}

type Asking = IAsking<IOpen>;

/** The section of datastores, with the files of the one that is opened. */
export function Datastores(props: ISectionProps): JSX.Element {
  const { ready, state, adding, onAdded, onRoom } = props;
  const { trans } = ready;
  const asking = useAsking<IOpen>();
  const acting = useAction();
  const isWide = adding || asking.asking?.what === 'files' || asking.asking?.what === 'edit';
  React.useEffect(() => {
    if (isWide) {
      onRoom(true);
      return () => onRoom(false);
    }
  }, [isWide, onRoom]);
  const kinds = React.useMemo(() => datastoreKinds(trans), [trans]);
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
        content={store => ({
          ...storeRow(store, kindOf(store, kinds), ready, asking),
          menu: () => storeMenu(store, kindOf(store, kinds), ready, acting, asking),
          below: below(store, ready, asking)
        })}
      />
    </>
  );
}

function kindOf(store: IDatastore, kinds: readonly IKind[]): IKind | undefined {
  return kinds.find(kind => kind.type === store.properties.datastoreType);
}

function storeRow(
  store: IDatastore,
  kind: IKind | undefined,
  ready: IReady,
  asking: Asking
): Omit<IRowContent, 'menu'> {
  const { name, properties } = store;
  const asked = asking.asking?.name === name ? asking.asking : null;
  const what = hasFiles(store) ? 'files' : 'test';
  const open = () => (asked?.what === what ? asking.close(asked) : asking.ask({ name, what }));
  return {
    key: name,
    icon: <KindIcon picture={kind?.picture ?? 'database'} />,
    title: name,
    badge: properties.isDefault ? (
      <span className="aml-star">
        <StarIcon />
      </span>
    ) : null,
    subtitle: storeLine(store, kind, ready.trans),
    hint: properties.description || properties.path || storePlace(store),
    expanded: hasFiles(store) ? asked?.what === 'files' : undefined,
    data: { 'data-aml-datastore': name, 'data-aml-default': String(properties.isDefault) },
    open
  };
}

function hasFiles({ properties }: IDatastore): boolean {
  return !properties.isDatabase && !isRecorded(properties.datastoreType);
}

/** Its kind, where it is, and whether it is the default. */
export function storeLine(store: IDatastore, kind: IKind | undefined, trans: Trans): string {
  const { datastoreType, isDefault } = store.properties;
  const words = [kind?.label ?? datastoreType, storePlace(store)];
  return [...words, isDefault ? trans.__('default') : ''].filter(Boolean).join(' · ');
}

function storePlace({ properties }: IDatastore): string {
  const { accountName, containerName, path, settings = {}, datastoreType } = properties;
  if (datastoreType === 'LocalFolder') {
    return path;
  }
  // Those that a workspace begins with have names that say nothing.
  const place = path ? [] : [accountName, containerName];
  const server = [settings.serverName ?? settings.host, settings.databaseName ?? settings.folder];
  return [...place, ...server].filter(Boolean).join('/');
}

function storeMenu(
  store: IDatastore,
  kind: IKind | undefined,
  ready: IReady,
  acting: IAction,
  { ask }: Asking
): IMenuEntry[] {
  const { feed, workspace, host, trans, capabilities } = ready;
  const { name, properties } = store;
  const entries: IMenuEntry[] = [];
  if (hasFiles(store)) {
    entries.push({ label: trans.__('Browse'), act: () => ask({ name, what: 'files' }) });
  }
  if (host.insertCode) {
    const code = properties.isDatabase ? databaseCode(name) : datastoreCode(name);
    entries.push({ label: trans.__('Insert Code'), act: () => host.insertCode?.(code) });
  }
  if (capabilities.readOnly) {
    return entries;
  }
  entries.push({ label: trans.__('Test Connection'), act: () => ask({ name, what: 'test' }) });
  if (!properties.isDefault && hasFiles(store)) {
    entries.push({
      label: trans.__('Set as Default'),
      act: () => void acting.run(() => makeDefault(feed, workspace.id, store))
    });
  }
  if (!properties.protected && kind) {
    entries.push({ label: trans.__('Edit…'), act: () => ask({ name, what: 'edit' }) });
  }
  if (!properties.protected) {
    entries.push({ label: trans.__('Unregister…'), act: () => ask({ name, what: 'delete' }) });
  }
  return entries;
}

function below(store: IDatastore, ready: IReady, asking: Asking): JSX.Element | null {
  const asked = asking.asking?.name === store.name ? asking.asking : null;
  if (asked?.what === 'files') {
    const close = () => asking.close(asked);
    return <FileBrowser ready={ready} datastore={store.name} onClose={close} />;
  }
  const answer = asked ? <Asked asked={asked} store={store} ready={ready} asking={asking} /> : null;
  const uploads = uploadsInto(ready.feed, ready.workspace.id, store.name);
  // They begin in the folder alone: as long as it is not open there are no more of them.
  return uploads.snapshot().items.length === 0 ? (
    answer
  ) : (
    <React.Fragment key="uploads">
      <div className="aml-left-uploads">
        <Transfers uploads={uploads} trans={ready.trans} />
      </div>
      {answer}
    </React.Fragment>
  );
}

interface IAskedProps {
  asked: IOpen;
  store: IDatastore;
  ready: IReady;
  asking: Asking;
}

/** The form or question that is open below a row. */
function Asked({ asked, store, ready, asking }: IAskedProps): JSX.Element | null {
  const { feed, workspace, trans } = ready;
  const close = () => asking.close(asked);
  switch (asked.what) {
    case 'files':
      return null;
    case 'test':
      return <StoreTest ready={ready} store={store} onClose={close} />;
    case 'edit':
      return <RegisterForm ready={ready} store={store} onClose={close} />;
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
  }
}

interface IStoreTestProps {
  ready: IReady;
  store: IDatastore;
  onClose: () => void;
}

/** Tests the connection when it appears. */
function StoreTest({ ready, store, onClose }: IStoreTestProps): JSX.Element {
  const { feed, workspace, trans } = ready;
  const { state, run } = useTest();
  const tryIt = () => void run(() => checkDatastore(feed, workspace.id, store.name));
  const first = React.useRef(tryIt);
  React.useEffect(() => first.current(), []);
  return <TestResult state={state} trans={trans} onRetry={tryIt} onDismiss={onClose} />;
}

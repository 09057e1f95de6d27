import * as React from 'react';

import { registeredCode } from '../code';
import { Confirm } from '../parts/Confirm';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAsking } from '../parts/useAsking';
import type { IAsking } from '../parts/useAsking';
import type { IMenuEntry } from '../panel/openMenu';
import type { IRowContent } from '../panel/Row';
import { RowList } from '../panel/RowList';
import type { IReady } from '../panel/session';
import { DatasetIcon } from './DatasetIcon';
import { unregister } from './requests';
import type { IDataset, IVersion } from './types';
import { useDatasets } from './useDatasets';
import { Versions } from './Versions';
import { datasetLine } from './words';

/** Pixels; `.aml-SectionPanel[data-aml-section='datasets'] .aml-row` has the same. */
const ROW_HEIGHT = 40;

/** More than fit into the section at a glance. */
const MANY = 10;

/** What is open below a row. */
interface IOpen {
  name: string;
  what: 'versions' | 'delete';
}

/** The section of registered datasets, by name. */
export function Datasets({ ready }: { ready: IReady }): JSX.Element {
  const { trans } = ready;
  const { items, problem, reload } = useDatasets(ready);
  const [text, setText] = React.useState('');
  const open = useAsking<IOpen>();
  const shown = matching(items ?? [], text);
  const failed = problem ? (
    <ProblemNotice problem={problem} trans={trans} onRetry={reload} />
  ) : null;
  if (items === null) {
    return failed ?? <Notice busy>{trans.__('Loading…')}</Notice>;
  }
  const isElsewhere = (ready.workspace.mode ?? 'embedded') !== 'embedded';
  return (
    <>
      {items.length > MANY || isElsewhere ? (
        <Bar
          ready={ready}
          text={text}
          onChange={setText}
          onReload={isElsewhere ? reload : undefined}
        />
      ) : null}
      {failed}
      {items.length === 0 ? (
        <Notice>
          {trans.__('No datasets yet. Register one with dataset.register(ws, name).')}
        </Notice>
      ) : (
        <RowList
          label={trans.__('Datasets')}
          items={shown}
          rowHeight={open.asking === null ? ROW_HEIGHT : undefined}
          trans={trans}
          content={dataset => datasetRow(dataset, ready, open)}
          footer={shown.length === 0 ? <Notice>{trans.__('No dataset matches.')}</Notice> : null}
        />
      )}
    </>
  );
}

/** Those whose name, description or tags hold all words of a text. */
export function matching(items: readonly IDataset[], text: string): readonly IDataset[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) {
    return items;
  }
  return items.filter(item => {
    const said = [item.name, item.description, ...Object.entries(item.tags).flat()];
    const all = said.join('\n').toLowerCase();
    return words.every(word => all.includes(word));
  });
}

interface IBarProps {
  ready: IReady;
  text: string;
  onChange: (text: string) => void;
  /** For a workspace that does not tell what changes in it. */
  onReload?: () => void;
}

function Bar({ ready, text, onChange, onReload }: IBarProps): JSX.Element {
  const { trans } = ready;
  return (
    <div className="aml-filter" role="search">
      <input
        className="aml-input aml-grow"
        type="search"
        placeholder={trans.__('Search datasets')}
        aria-label={trans.__('Search datasets')}
        value={text}
        onChange={event => onChange(event.target.value)}
      />
      {onReload ? (
        <button type="button" className="aml-button" onClick={onReload}>
          {trans.__('Refresh')}
        </button>
      ) : null}
    </div>
  );
}

function datasetRow(dataset: IDataset, ready: IReady, open: IAsking<IOpen>): IRowContent {
  const { name, version, kind, description } = dataset;
  const asking = open.asking?.name === name ? open.asking : null;
  const toggle = () =>
    asking?.what === 'versions' ? open.close(asking) : open.ask({ name, what: 'versions' });
  return {
    key: name,
    icon: <DatasetIcon kind={kind} />,
    title: name,
    subtitle: datasetLine(dataset, ready.trans),
    hint: description || name,
    expanded: asking?.what === 'versions',
    data: { 'data-aml-dataset': name, 'data-aml-version': version },
    menu: () => [
      ...versionMenu(dataset, ready),
      ...forgetEntry(ready, () => open.ask({ name, what: 'delete' }))
    ],
    open: toggle,
    below: asking ? below(dataset, asking, ready, open) : null
  };
}

/** What can be done with a version, wherever it is listed. */
export function versionMenu(dataset: IVersion, ready: IReady): IMenuEntry[] {
  const { host, workspace, trans } = ready;
  const { name, version, kind } = dataset;
  const entries: IMenuEntry[] = [];
  const opens = (label: string, part: 'preview' | 'profile' | 'details') =>
    entries.push({ label, act: () => host.openDataset?.(workspace.id, name, version, part) });
  if (host.openDataset) {
    opens(trans.__('Preview'), 'preview');
    if (kind === 'tabular') {
      opens(trans.__('Profile'), 'profile');
    }
    opens(trans.__('Details'), 'details');
  }
  if (host.insertCode) {
    entries.push({
      label: trans.__('Insert Code'),
      act: () => host.insertCode?.(registeredCode(name, version, kind))
    });
  }
  return entries;
}

/** The entry that asks before something is forgotten; none on a server that changes nothing. */
export function forgetEntry(ready: IReady, act: () => void): IMenuEntry[] {
  return ready.capabilities.readOnly ? [] : [{ label: ready.trans.__('Unregister…'), act }];
}

function below(dataset: IDataset, asking: IOpen, ready: IReady, open: IAsking<IOpen>): JSX.Element {
  const { feed, workspace, trans } = ready;
  const { name } = dataset;
  if (asking.what === 'versions') {
    return <Versions ready={ready} dataset={dataset} />;
  }
  return (
    <Confirm
      question={trans.__('Unregister %1 with all its versions? The data stays where it is.', name)}
      action={trans.__('Unregister')}
      trans={trans}
      onConfirm={() => unregister(feed, workspace.id, name)}
      onClose={() => open.close(asking)}
    />
  );
}

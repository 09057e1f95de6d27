import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Trans } from '../host';
import { fileSize } from '../run/format';
import { nameOf } from './paths';
import { isActive, overall, percent } from './transfers';
import type { ITransfer, ITransfers } from './transfers';
import type { Uploads } from './uploads';

/** How many are shown one by one. */
const SHOWN = 8;

const URGENCY: Record<ITransfer['status'], number> = {
  exists: 0,
  failed: 1,
  storing: 2,
  sending: 3,
  waiting: 4
};

/** The uploads that are under way or need an answer. */
export function Transfers(props: { uploads: Uploads; trans: Trans }): JSX.Element | null {
  const { uploads, trans } = props;
  const transfers = React.useSyncExternalStore(uploads.listen, uploads.snapshot);
  const { items } = transfers;
  if (items.length === 0) {
    return null;
  }
  const urgent = [...items].sort((a, b) => URGENCY[a.status] - URGENCY[b.status]);
  const hidden = items.length - SHOWN;
  return (
    <div className="aml-transfers" role="group" aria-label={trans.__('Uploads')}>
      {overall(transfers).files > 1 ? (
        <Overall transfers={transfers} uploads={uploads} trans={trans} />
      ) : null}
      <ul>
        {urgent.slice(0, SHOWN).map(transfer => (
          <Transfer key={transfer.key} transfer={transfer} uploads={uploads} trans={trans} />
        ))}
      </ul>
      {hidden > 0 ? (
        <div className="aml-dim">{trans._n('and %1 more', 'and %1 more', hidden)}</div>
      ) : null}
    </div>
  );
}

interface ITransfersProps {
  transfers: ITransfers;
  uploads: Uploads;
  trans: Trans;
}

/** All uploads as one, and what can be said of all at once. */
function Overall({ transfers, uploads, trans }: ITransfersProps): JSX.Element {
  const all = overall(transfers);
  const done = percent(all);
  return (
    <div className="aml-transfers-all" data-aml-uploads={all.files} data-aml-percent={done}>
      <div className="aml-line">
        <span className="aml-grow" role="status">
          {trans.__('%1 of %2 files', all.arrived, all.files)}
          <span className="aml-dim">
            {' '}
            {fileSize(all.sent)} / {fileSize(all.total)}
          </span>
        </span>
        <ForAll transfers={transfers} uploads={uploads} trans={trans} />
      </div>
      <progress
        max={100}
        value={all.storing ? undefined : done}
        aria-label={trans.__('All uploads')}
      />
    </div>
  );
}

function ForAll({ transfers, uploads, trans }: ITransfersProps): JSX.Element {
  const { items } = transfers;
  const exist = items.filter(item => item.status === 'exists');
  const active = items.filter(isActive);
  return (
    <>
      {exist.length > 1 ? (
        <>
          <button
            type="button"
            className="aml-button"
            onClick={() => exist.forEach(uploads.replace)}
          >
            {trans.__('Replace all')}
          </button>
          <button
            type="button"
            className="aml-button"
            onClick={() => exist.forEach(uploads.dismiss)}
          >
            {trans.__('Skip all')}
          </button>
        </>
      ) : null}
      {active.length > 1 ? (
        <button
          type="button"
          className="aml-button"
          onClick={() => active.forEach(uploads.dismiss)}
        >
          {trans.__('Stop all')}
        </button>
      ) : null}
    </>
  );
}

interface ITransferProps {
  transfer: ITransfer;
  uploads: Uploads;
  trans: Trans;
}

function Transfer(props: ITransferProps): JSX.Element {
  const { transfer, uploads, trans } = props;
  const { path, status } = transfer;
  const name = nameOf(path);
  const stops = isActive(transfer);
  return (
    <li data-aml-upload={path} data-aml-state={status}>
      <div className="aml-line">
        <span className="aml-grow aml-ellipsis" title={path}>
          {name}
        </span>
        {status === 'sending' ? <span className="aml-dim">{percent(transfer)} %</span> : null}
        {status === 'storing' ? <span className="aml-dim">{trans.__('Storing…')}</span> : null}
        {status === 'exists' ? (
          <button type="button" className="aml-button" onClick={() => uploads.replace(transfer)}>
            {trans.__('Replace')}
          </button>
        ) : null}
        {status === 'failed' ? (
          <button type="button" className="aml-button" onClick={() => uploads.retry(transfer)}>
            {trans.__('Try again')}
          </button>
        ) : null}
        <button
          type="button"
          className={stops ? 'aml-button aml-mod-bare' : 'aml-button'}
          aria-label={stops ? trans.__('Stop upload of %1', name) : undefined}
          onClick={() => uploads.dismiss(transfer)}
        >
          {stops ? <closeIcon.react tag="span" className="aml-tool-icon" /> : trans.__('Skip')}
        </button>
      </div>
      <TransferState transfer={transfer} trans={trans} />
    </li>
  );
}

function TransferState(props: { transfer: ITransfer; trans: Trans }): JSX.Element {
  const { transfer, trans } = props;
  switch (transfer.status) {
    case 'waiting':
      return <progress max={100} value={0} aria-label={transfer.path} />;
    case 'sending':
      return <progress max={100} value={percent(transfer)} aria-label={transfer.path} />;
    case 'storing':
      // Without a value: nobody tells how far the server is.
      return <progress max={100} aria-label={transfer.path} />;
    case 'exists':
      return <span className="aml-dim">{trans.__('A file of this name is already there.')}</span>;
    case 'failed':
      return (
        <span className="aml-error" role="alert">
          {transfer.problem?.message} {transfer.problem?.remedy}
        </span>
      );
  }
}

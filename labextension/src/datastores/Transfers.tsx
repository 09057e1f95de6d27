import { closeIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Trans } from '../host';
import { percent } from './transfers';
import type { ITransfer } from './transfers';
import type { IUploads } from './useUploads';

/** The uploads that are under way or need an answer. */
export function Transfers(props: { uploads: IUploads; trans: Trans }): JSX.Element | null {
  const { uploads, trans } = props;
  return uploads.transfers.length === 0 ? null : (
    <ul className="aml-transfers" aria-label={trans.__('Uploads')}>
      {uploads.transfers.map(transfer => (
        <Transfer key={transfer.key} transfer={transfer} uploads={uploads} trans={trans} />
      ))}
    </ul>
  );
}

interface ITransferProps {
  transfer: ITransfer;
  uploads: IUploads;
  trans: Trans;
}

function Transfer(props: ITransferProps): JSX.Element {
  const { transfer, uploads, trans } = props;
  const { path, status } = transfer;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return (
    <li data-aml-upload={path} data-aml-state={status}>
      <div className="aml-line">
        <span className="aml-grow aml-ellipsis">{name}</span>
        {status === 'exists' ? (
          <button type="button" className="aml-button" onClick={() => uploads.replace(transfer)}>
            {trans.__('Replace')}
          </button>
        ) : null}
        <button
          type="button"
          className="aml-button aml-mod-bare"
          aria-label={
            status === 'sending' ? trans.__('Stop upload of %1', name) : trans.__('Dismiss')
          }
          onClick={() => uploads.dismiss(transfer)}
        >
          <closeIcon.react tag="span" className="aml-tool-icon" />
        </button>
      </div>
      <TransferState transfer={transfer} trans={trans} />
    </li>
  );
}

function TransferState(props: { transfer: ITransfer; trans: Trans }): JSX.Element {
  const { transfer, trans } = props;
  switch (transfer.status) {
    case 'sending':
      return <progress max={100} value={percent(transfer)} aria-label={transfer.path} />;
    case 'exists':
      return <span className="aml-dim">{trans.__('A file of this name is already there.')}</span>;
    case 'failed':
      return (
        <span className="aml-error" role="alert">
          {transfer.problem?.message}
        </span>
      );
  }
}

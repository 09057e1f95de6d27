import { closeIcon, fileUploadIcon, refreshIcon } from '@jupyterlab/ui-components';
import type { LabIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

import type { Trans } from '../host';
import { plainFiles } from './dropped';
import { crumbs } from './paths';
import type { ISource } from './uploadQueue';

interface IBreadcrumbsProps {
  datastore: string;
  folder: string;
  canUpload: boolean;
  trans: Trans;
  onFolder: (path: string) => void;
  onReload: () => void;
  onFiles: (sources: readonly ISource[]) => void;
  onClose: () => void;
}

/** Where in the datastore this is, and what can be done here. */
export function Breadcrumbs(props: IBreadcrumbsProps): JSX.Element {
  const { datastore, folder, canUpload, trans, onFolder, onReload, onFiles, onClose } = props;
  const path = [{ name: datastore, path: '' }, ...crumbs(folder)];
  return (
    <div className="aml-line aml-crumbs">
      <nav className="aml-grow" aria-label={trans.__('Folder')}>
        {path.map((crumb, index) => (
          <React.Fragment key={crumb.path}>
            {index > 0 ? <span aria-hidden="true"> / </span> : null}
            <button
              type="button"
              className="aml-link"
              aria-current={index === path.length - 1 ? 'location' : undefined}
              onClick={() => onFolder(crumb.path)}
            >
              {crumb.name}
            </button>
          </React.Fragment>
        ))}
      </nav>
      {canUpload ? <UploadButton trans={trans} onFiles={onFiles} /> : null}
      <Tool label={trans.__('Refresh')} icon={refreshIcon} onClick={onReload} />
      <Tool label={trans.__('Close')} icon={closeIcon} onClick={onClose} />
    </div>
  );
}

function Tool(props: { label: string; icon: LabIcon; onClick: () => void }): JSX.Element {
  return (
    <button
      type="button"
      className="aml-button aml-mod-bare"
      title={props.label}
      aria-label={props.label}
      onClick={props.onClick}
    >
      <props.icon.react tag="span" className="aml-tool-icon" />
    </button>
  );
}

function UploadButton(props: Pick<IBreadcrumbsProps, 'trans' | 'onFiles'>): JSX.Element {
  const input = React.useRef<HTMLInputElement>(null);
  return (
    <>
      <Tool
        label={props.trans.__('Upload files')}
        icon={fileUploadIcon}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={event => {
          props.onFiles(plainFiles(event.target.files ?? []));
          // So that the same file can be chosen again.
          event.target.value = '';
        }}
      />
    </>
  );
}

import * as React from 'react';

import { FolderIcon } from '../parts/icons';

/** Rows and columns for a table, a folder for files. */
export function DatasetIcon({ kind }: { kind: 'tabular' | 'file' }): JSX.Element {
  return kind === 'file' ? <FolderIcon /> : <TableIcon />;
}

function TableIcon(): JSX.Element {
  return (
    <svg className="aml-icon" width="14" height="14" viewBox="0 0 16 16" aria-hidden="true">
      <path
        fill="none"
        stroke="currentColor"
        strokeWidth={1.4}
        d="M1.7 2.7h12.6v10.6H1.7zM1.7 6.2h12.6M1.7 9.8h12.6M6 2.7v10.6"
      />
    </svg>
  );
}

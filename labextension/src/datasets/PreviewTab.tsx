import * as React from 'react';

import { DataTable } from '../parts/DataTable';
import { FileIcon } from '../parts/icons';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAnswer } from '../parts/useAnswer';
import type { Trans } from '../host';
import { fileSize, grouped, localTime } from '../run/format';
import { keyOf } from './place';
import type { IPlace } from './place';
import { getPreview } from './requests';
import type { IFilesPreview } from './types';
import { previewNote } from './words';

/** The first rows of a table, or the files. */
export function PreviewTab(props: IPlace): JSX.Element {
  const { session, workspace, name, version } = props;
  const { feed, trans } = session;
  const ask = () => getPreview(feed, workspace, name, version);
  const { value, problem, reload } = useAnswer(keyOf(props), ask);
  if (problem) {
    return <ProblemNotice problem={problem} trans={trans} onRetry={reload} />;
  }
  if (value === null) {
    return <Notice busy>{trans.__('Loading…')}</Notice>;
  }
  if (value.kind === 'files') {
    return <Files preview={value} trans={trans} />;
  }
  if (value.columns.length === 0) {
    return <Notice>{trans.__('The files of this dataset are empty.')}</Notice>;
  }
  return (
    <div className="aml-dataset-table">
      <DataTable
        label={trans.__('Rows of %1', name)}
        columns={value.columns}
        rows={value.rows}
        note={previewNote(value, trans)}
        trans={trans}
      />
    </div>
  );
}

function Files({ preview, trans }: { preview: IFilesPreview; trans: Trans }): JSX.Element {
  const { value, count, size, truncated } = preview;
  const all = trans._n('%1 file', '%1 files', count);
  if (count === 0) {
    return <Notice>{trans.__('No file is left of this dataset after its steps.')}</Notice>;
  }
  return (
    <div className="aml-dataset-files">
      <p className="aml-dataset-note">
        {size === null ? all : `${all} · ${fileSize(size)}`}
        {truncated ? ` · ${trans.__('the first %1 are shown', grouped(value.length))}` : ''}
      </p>
      <table className="aml-table">
        <thead>
          <tr>
            <th scope="col">{trans.__('Path')}</th>
            <th scope="col">{trans.__('Size')}</th>
            <th scope="col">{trans.__('Modified')}</th>
          </tr>
        </thead>
        <tbody>
          {value.map(file => (
            <tr key={file.path}>
              <td title={file.path}>
                <FileIcon /> {file.path}
              </td>
              <td>{file.size === null ? '–' : fileSize(file.size)}</td>
              <td>{localTime(file.modified)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

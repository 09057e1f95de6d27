import * as React from 'react';

import { DataTable } from '../parts/DataTable';
import { Notice, ProblemNotice } from '../parts/Notice';
import { useAction } from '../parts/useAction';
import { fileCode } from '../code';
import type { FilePreview, IFeed } from '../feed/types';
import type { IHost, Trans } from '../host';
import { fileSize } from '../run/format';
import { filePath, nameOf, previewPath } from './paths';
import { downloadFile, previewOf } from './requests';
import { useAnswer } from '../parts/useAnswer';

export interface IFileViewProps {
  feed: IFeed;
  host: IHost;
  trans: Trans;
  workspace: string;
  datastore: string;
  path: string;
}

/** The beginning of a datastore's file, with what can be done with it. */
export function FileView(props: IFileViewProps): JSX.Element {
  const { feed, workspace, datastore, path, trans } = props;
  const { value, problem, reload } = useAnswer(previewPath(workspace, datastore, path), () =>
    previewOf(feed, workspace, datastore, path)
  );
  return (
    <article className="aml-file" data-aml-file={path} data-aml-kind={value?.kind}>
      <FileHead {...props} preview={value} onReload={reload} />
      {problem ? <ProblemNotice problem={problem} trans={trans} onRetry={reload} /> : null}
      {value ? (
        <Shown {...props} preview={value} />
      ) : problem ? null : (
        <Notice busy>{trans.__('Loading…')}</Notice>
      )}
    </article>
  );
}

type IHeadProps = IFileViewProps & { preview: FilePreview | null; onReload: () => void };

function FileHead(props: IHeadProps): JSX.Element {
  const { feed, host, trans, workspace, datastore, path, preview, onReload } = props;
  const acting = useAction();
  const download = () => downloadFile(feed, workspace, datastore, { path, name: nameOf(path) });
  return (
    <>
      <header className="aml-file-head">
        <h3 title={`${datastore}: ${path}`}>
          <span className="aml-dim">{datastore} / </span>
          {path}
        </h3>
        <span className="aml-dim">{preview ? summary(preview, trans) : ''}</span>
        <span className="aml-grow" />
        <button type="button" className="aml-button" onClick={onReload}>
          {trans.__('Refresh')}
        </button>
        {host.insertCode ? (
          <button
            type="button"
            className="aml-button"
            onClick={() => host.insertCode?.(fileCode(datastore, path))}
          >
            {trans.__('Insert Code')}
          </button>
        ) : null}
        <button
          type="button"
          className="aml-button aml-mod-primary"
          disabled={acting.busy}
          onClick={() => void acting.run(download)}
        >
          {trans.__('Download')}
        </button>
      </header>
      {acting.problem ? (
        <ProblemNotice problem={acting.problem} trans={trans} onDismiss={acting.dismiss} />
      ) : null}
    </>
  );
}

/** What it is, in a few words. */
export function summary(preview: FilePreview, trans: Trans): string {
  switch (preview.kind) {
    case 'text':
      return '';
    case 'table': {
      const columns = trans._n('%1 column', '%1 columns', preview.columns.length);
      const { rowCount } = preview;
      return rowCount === null
        ? columns
        : `${trans._n('%1 row', '%1 rows', rowCount)} · ${columns}`;
    }
    case 'image':
      return `${preview.mediaType} · ${fileSize(preview.size)}`;
    case 'none':
      return fileSize(preview.size);
  }
}

function Shown(props: IFileViewProps & { preview: FilePreview }): JSX.Element {
  const { preview, path, trans } = props;
  switch (preview.kind) {
    case 'text':
      return <TextShown text={preview.text} truncated={preview.truncated} trans={trans} />;
    case 'table':
      return (
        <div className="aml-file-table">
          <DataTable
            label={nameOf(path)}
            columns={preview.columns}
            rows={preview.rows}
            note={
              preview.truncated
                ? trans._n(
                    'The first %1 row is shown.',
                    'The first %1 rows are shown.',
                    preview.rows.length
                  )
                : null
            }
            trans={trans}
          />
        </div>
      );
    case 'image':
      return <ImageShown {...props} mediaType={preview.mediaType} size={preview.size} />;
    case 'none':
      return <Notice>{trans.__('No preview of this kind of file. It can be downloaded.')}</Notice>;
  }
}

function TextShown(props: { text: string; truncated: boolean; trans: Trans }): JSX.Element {
  const { text, truncated, trans } = props;
  if (text === '') {
    return <Notice>{trans.__('This file is empty.')}</Notice>;
  }
  return (
    <>
      <pre className="aml-file-text" tabIndex={0}>
        {text}
      </pre>
      {truncated ? (
        <div className="aml-file-note">
          {trans.__('The beginning of the file is shown. Download it to see all of it.')}
        </div>
      ) : null}
    </>
  );
}

/** Bytes of an image that are fetched to be looked at. */
const LARGEST_IMAGE = 32 * 1024 * 1024;

function ImageShown(props: IFileViewProps & { mediaType: string; size: number }): JSX.Element {
  const { feed, workspace, datastore, path, trans, mediaType, size } = props;
  const question = `${filePath(workspace, datastore, path)}#${size}`;
  const tooLarge = size > LARGEST_IMAGE;
  const { value, problem } = useAnswer(question, async () =>
    tooLarge ? null : feed.bytes(filePath(workspace, datastore, path))
  );
  const url = useObjectUrl(value, mediaType);
  const [damaged, setDamaged] = React.useState(false);
  if (problem) {
    return <ProblemNotice problem={problem} trans={trans} />;
  }
  if (tooLarge) {
    return (
      <Notice>{trans.__('This image is too large for a preview. It can be downloaded.')}</Notice>
    );
  }
  if (damaged) {
    return <Notice>{trans.__('This image cannot be drawn. It can be downloaded.')}</Notice>;
  }
  return url === null ? (
    <Notice busy>{trans.__('Loading…')}</Notice>
  ) : (
    <div className="aml-file-image">
      <img src={url} alt={nameOf(path)} onError={() => setDamaged(true)} />
    </div>
  );
}

function useObjectUrl(bytes: Uint8Array | null, type: string): string | null {
  const [url, setUrl] = React.useState<string | null>(null);
  React.useEffect(() => {
    if (bytes === null) {
      return;
    }
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url;
}

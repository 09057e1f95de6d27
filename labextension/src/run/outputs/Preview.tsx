import * as React from 'react';

import { Notice } from '../../parts/Notice';
import { problemOf } from '../../feed/problem';
import { contentPath } from '../../feed/paths';
import type { IFile } from '../../feed/types';
import { useRunContext } from '../context';
import { fileSize } from '../format';
import { TableDrawing } from '../metrics/records/drawings';
import { RunImage } from '../metrics/records/RunImage';
import { parseCsv } from './csv';
import { DownloadButton } from './DownloadButton';
import { IMAGE_BYTES, isText, kindOfName, prettyJson, PREVIEW_BYTES } from './previewKind';

const TABLE_ROWS = 100;

/** One file: what is in it, as far as that can be shown, and its download. */
export function Preview({ file }: { file: IFile }): JSX.Element {
  const { workspace, runId } = useRunContext();
  const tooLarge = kindOfName(file.path) === 'image' && file.size > IMAGE_BYTES;
  return (
    <div className="aml-preview" data-aml-preview={file.path}>
      <div className="aml-preview-head">
        <span title={file.path}>{file.path}</span>
        <small>{fileSize(file.size)}</small>
        <span className="aml-run-grow" />
        <DownloadButton path={contentPath(workspace, runId, file.path)} name={file.path} />
      </div>
      {kindOfName(file.path) === 'image' && !tooLarge ? (
        <RunImage path={file.path} />
      ) : (
        <BytesPreview file={file} tooLarge={tooLarge} />
      )}
    </div>
  );
}

function BytesPreview({ file, tooLarge }: { file: IFile; tooLarge: boolean }): JSX.Element {
  const { trans } = useRunContext();
  const { bytes, failure } = useHead(file);
  if (failure) {
    return <Notice>{failure}</Notice>;
  }
  if (!bytes) {
    return <Notice busy>{trans.__('Loading…')}</Notice>;
  }
  if (tooLarge || !isText(bytes)) {
    return <Notice>{trans.__('No preview of this kind of file. It can be downloaded.')}</Notice>;
  }
  return <TextPreview file={file} text={new TextDecoder().decode(bytes)} />;
}

function TextPreview({ file, text }: { file: IFile; text: string }): JSX.Element {
  const { trans } = useRunContext();
  const kind = kindOfName(file.path);
  const cut = file.size > PREVIEW_BYTES;
  return (
    <>
      {kind === 'table' ? (
        <CsvPreview text={text} separator={file.path.toLowerCase().endsWith('.tsv') ? '\t' : ','} />
      ) : (
        <pre className="aml-preview-text" tabIndex={0}>
          {kind === 'json' ? prettyJson(text) : text}
        </pre>
      )}
      {cut ? <small>{trans.__('The first %1 are shown.', fileSize(PREVIEW_BYTES))}</small> : null}
    </>
  );
}

function CsvPreview({ text, separator }: { text: string; separator: string }): JSX.Element {
  const [columns = [], ...rows] = parseCsv(text, separator, TABLE_ROWS + 1);
  return <TableDrawing table={{ columns, rows }} />;
}

/** The file's first bytes, read again when it has changed. */
function useHead(file: IFile): { bytes: Uint8Array | null; failure: string | null } {
  const { feed, workspace, runId } = useRunContext();
  const [bytes, setBytes] = React.useState<Uint8Array | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  const { path, size, modified } = file;
  React.useEffect(() => {
    let wanted = true;
    const length = Math.min(size, PREVIEW_BYTES);
    const head =
      length === 0
        ? Promise.resolve(new Uint8Array())
        : feed.bytes(contentPath(workspace, runId, path), [0, length]);
    head.then(
      read => wanted && setBytes(read),
      error => wanted && setFailure(problemOf(error).message)
    );
    return () => void (wanted = false);
  }, [feed, workspace, runId, path, size, modified]);
  return { bytes, failure };
}

import * as React from 'react';

import { useAction } from '../../parts/useAction';
import { useRunContext } from '../context';

interface IDownloadProps {
  /** Request path of the bytes. */
  path: string;
  /** The file's name, folders and all. */
  name: string;
}

/** Downloads through the browser where it can reach the file, through the feed where it cannot. */
export function DownloadButton({ path, name }: IDownloadProps): JSX.Element {
  const { feed, trans } = useRunContext();
  const action = useAction();
  const file = name.slice(name.lastIndexOf('/') + 1);
  const url = feed.url(path);
  if (url !== null) {
    return (
      <a className="aml-run-button" href={`${url}?download=1`} download={file}>
        {trans.__('Download')}
      </a>
    );
  }
  const download = async (): Promise<void> => save(await feed.bytes(path), file);
  return (
    <button
      type="button"
      className="aml-run-button"
      disabled={action.busy}
      title={action.problem?.message}
      onClick={() => void action.run(download)}
    >
      {action.problem ? trans.__('Download failed') : trans.__('Download')}
    </button>
  );
}

function save(bytes: Uint8Array, name: string): void {
  const url = URL.createObjectURL(new Blob([bytes]));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

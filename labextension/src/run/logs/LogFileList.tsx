import * as React from 'react';

import type { IFile } from '../../feed/types';
import { useRunContext } from '../context';
import { fileSize } from '../format';
import { logFiles, shortName } from './files';

interface ILogFileListProps {
  files: readonly IFile[];
  path: string;
  choose: (path: string) => void;
}

/** The run's logs: the script's first, the system's folded. */
export function LogFileList({ files, path, choose }: ILogFileListProps): JSX.Element {
  const { trans } = useRunContext();
  const { user, system } = logFiles(files);
  const [open, setOpen] = React.useState(false);
  const waited = user.some(file => file.path === path) || system.some(file => file.path === path);
  return (
    <nav className="aml-run-files" aria-label={trans.__('Log files')}>
      {waited ? null : <FileButton path={path} size={null} chosen choose={choose} />}
      {user.map(file => (
        <FileButton key={file.path} {...file} chosen={file.path === path} choose={choose} />
      ))}
      {system.length > 0 ? (
        <button
          type="button"
          className="aml-run-file aml-is-quiet"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <span>
            {open ? '▾' : '▸'} {trans.__('system logs')}
          </span>
          <small>{system.length}</small>
        </button>
      ) : null}
      {(open ? system : []).map(file => (
        <FileButton key={file.path} {...file} chosen={file.path === path} choose={choose} />
      ))}
    </nav>
  );
}

interface IFileButtonProps {
  path: string;
  size: number | null;
  chosen: boolean;
  choose: (path: string) => void;
}

function FileButton({ path, size, chosen, choose }: IFileButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className="aml-run-file"
      aria-current={chosen}
      title={path}
      data-aml-file={path}
      onClick={() => choose(path)}
    >
      <span>{shortName(path)}</span>
      <small>{size === null ? '' : fileSize(size)}</small>
    </button>
  );
}

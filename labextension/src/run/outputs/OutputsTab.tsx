import * as React from 'react';

import { FileIcon, FolderIcon } from '../../parts/icons';
import { Notice } from '../../parts/Notice';
import type { IFile, IRun } from '../../feed/types';
import { useRunContext } from '../context';
import { fileSize } from '../format';
import { isEnded } from '../states';
import { Preview } from './Preview';
import { treeRows } from './tree';
import type { ITreeRow } from './tree';

/** What the script wrote to `outputs/`, as a tree with a preview beside it. */
export function OutputsTab({ run, files }: { run: IRun; files: readonly IFile[] }): JSX.Element {
  const { trans } = useRunContext();
  const [closed, setClosed] = React.useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = React.useState<string | null>(null);
  if (files.length === 0) {
    return (
      <Notice>
        {isEnded(run.state)
          ? trans.__('This run wrote nothing to outputs/.')
          : trans.__('Nothing in outputs/ yet. Files appear here as the script writes them.')}
      </Notice>
    );
  }
  const choose = (row: ITreeRow): void =>
    row.isFolder ? setClosed(toggled(closed, row.path)) : setChosen(row.path);
  const shown = files.find(file => file.path === chosen);
  return (
    <div className="aml-logs aml-outputs">
      <nav className="aml-run-files" aria-label={trans.__('Output files')}>
        {treeRows(files, closed).map(row => (
          <TreeButton
            key={row.path}
            row={row}
            open={row.isFolder ? !closed.has(row.path) : undefined}
            chosen={row.path === chosen}
            choose={() => choose(row)}
          />
        ))}
      </nav>
      <div className="aml-log-side">
        {shown ? (
          <Preview key={shown.path} file={shown} />
        ) : (
          <Notice>{trans.__('Choose a file to look into it.')}</Notice>
        )}
      </div>
    </div>
  );
}

function toggled(closed: ReadonlySet<string>, path: string): ReadonlySet<string> {
  const next = new Set(closed);
  if (!next.delete(path)) {
    next.add(path);
  }
  return next;
}

interface ITreeButtonProps {
  row: ITreeRow;
  open: boolean | undefined;
  chosen: boolean;
  choose: () => void;
}

function TreeButton({ row, open, chosen, choose }: ITreeButtonProps): JSX.Element {
  return (
    <button
      type="button"
      className="aml-run-file"
      aria-current={chosen}
      aria-expanded={open}
      title={row.path}
      style={{ paddingLeft: 12 + row.depth * 14 }}
      data-aml-file={row.path}
      onClick={choose}
    >
      <span>
        {row.isFolder ? <FolderIcon /> : <FileIcon />} {row.name}
      </span>
      <small>{fileSize(row.size)}</small>
    </button>
  );
}

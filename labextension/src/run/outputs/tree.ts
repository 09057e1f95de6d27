/** A run's files as folders. */
import type { IFile } from '../../feed/types';

export interface ITreeRow {
  /** Path of the file, or of the folder with a slash at its end. */
  path: string;
  name: string;
  depth: number;
  /** Bytes of the file, or of all in the folder. */
  size: number;
  isFolder: boolean;
}

/** The rows of the tree, folders before files, closed folders without what is in them. */
export function treeRows(files: readonly IFile[], closed: ReadonlySet<string>): ITreeRow[] {
  return below('', files, 0, closed);
}

function below(
  folder: string,
  files: readonly IFile[],
  depth: number,
  closed: ReadonlySet<string>
): ITreeRow[] {
  const folders = new Map<string, IFile[]>();
  const here: ITreeRow[] = [];
  for (const file of files) {
    const rest = file.path.slice(folder.length);
    const slash = rest.indexOf('/');
    if (slash < 0) {
      here.push({ path: file.path, name: rest, depth, size: file.size, isFolder: false });
    } else {
      const path = folder + rest.slice(0, slash + 1);
      folders.set(path, [...(folders.get(path) ?? []), file]);
    }
  }
  const inner = [...folders].flatMap(([path, inside]) => {
    const size = inside.reduce((sum, file) => sum + file.size, 0);
    const name = path.slice(folder.length, -1);
    const row = { path, name, depth, size, isFolder: true };
    return [row, ...(closed.has(path) ? [] : below(path, inside, depth + 1, closed))];
  });
  return [...inner, ...here];
}

/** What was dropped on a page: files, and folders with all in them. */
import type { ISource } from './uploadQueue';

/** Files without a folder. */
export function plainFiles(files: Iterable<File>): ISource[] {
  return [...files].map(file => ({ path: file.name, file }));
}

/** All files that were dropped, folders walked through. To be called while the event is being handled. */
export async function droppedFiles(transfer: DataTransfer): Promise<ISource[]> {
  // The list is emptied when the event is over: ask before anything is awaited.
  const items = [...transfer.items].filter(item => item.kind === 'file');
  const entries = items.map(item => item.webkitGetAsEntry());
  const plain = plainFiles(transfer.files);
  if (entries.length === 0 || entries.includes(null)) {
    return plain;
  }
  const found = await Promise.all(entries.map(entry => filesOf(entry!, '')));
  return found.flat();
}

async function filesOf(entry: FileSystemEntry, folder: string): Promise<ISource[]> {
  const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject)
    );
    return [{ path, file }];
  }
  const children = await childrenOf((entry as FileSystemDirectoryEntry).createReader());
  const found: ISource[] = [];
  for (const child of children) {
    found.push(...(await filesOf(child, path)));
  }
  return found;
}

async function childrenOf(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  const found: FileSystemEntry[] = [];
  for (;;) {
    // Browsers give a hundred at a time, and none when there are no more.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject)
    );
    if (some.length === 0) {
      return found;
    }
    found.push(...some);
  }
}

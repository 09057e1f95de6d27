/** What can be asked of datastores and of the files in them. */
import type { IDatastore, IEntry, IFeed } from '../feed/types';
import { datastorePath, filePath, folderPath } from './paths';

/** Register a folder of the server's machine; `path` is absolute. */
export function registerFolder(
  feed: IFeed,
  workspace: string,
  name: string,
  path: string
): Promise<unknown> {
  return feed.request('PUT', datastorePath(workspace, name), {
    properties: { datastoreType: 'LocalFolder', path }
  });
}

export function makeDefault(feed: IFeed, workspace: string, store: IDatastore): Promise<unknown> {
  return feed.request('PUT', datastorePath(workspace, store.name), {
    properties: { ...store.properties, isDefault: true }
  });
}

/** Forget the datastore; the files stay where they are. */
export function unregister(feed: IFeed, workspace: string, name: string): Promise<unknown> {
  return feed.request('DELETE', datastorePath(workspace, name));
}

/** One folder: folders first, then files, each by name. */
export async function listFolder(
  feed: IFeed,
  workspace: string,
  name: string,
  folder: string
): Promise<IEntry[]> {
  const path = folderPath(workspace, name, folder);
  const answer = await feed.request<{ value: IEntry[] }>('GET', path);
  return [...answer.value].sort(byKindAndName);
}

export function byKindAndName(a: IEntry, b: IEntry): number {
  const isFile = (entry: IEntry) => Number(entry.type === 'file');
  return isFile(a) - isFile(b) || a.name.localeCompare(b.name);
}

export function deleteFile(
  feed: IFeed,
  workspace: string,
  name: string,
  file: string
): Promise<unknown> {
  return feed.request('DELETE', filePath(workspace, name, file));
}

/** Hand the file to the browser's downloads. */
export async function downloadFile(
  feed: IFeed,
  workspace: string,
  name: string,
  entry: IEntry
): Promise<void> {
  const path = filePath(workspace, name, entry.path);
  const url = feed.url(`${path}?download=1`);
  if (url !== null) {
    follow(url, entry.name);
    return;
  }
  const bytes = await feed.bytes(path);
  const blobUrl = URL.createObjectURL(new Blob([bytes]));
  follow(blobUrl, entry.name);
  URL.revokeObjectURL(blobUrl);
}

function follow(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

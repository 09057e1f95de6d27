/** What can be asked of datastores and of the files in them. */
import type { FilePreview, IDatastore, IEntry, IFeed } from '../feed/types';
import type { IDatastoreBody } from './draft';
import { datastorePath, filePath, folderPath, previewPath } from './paths';

/** Register a datastore, or change one that is there; with `overwrite` off a name that is taken is refused. */
export function putDatastore(
  feed: IFeed,
  workspace: string,
  name: string,
  body: IDatastoreBody,
  overwrite: boolean
): Promise<unknown> {
  const path = datastorePath(workspace, name);
  return feed.request('PUT', overwrite ? path : `${path}?overwrite=false`, body);
}

/** Whether what is registered can be reached; fails with the sentence that says why not. */
export function checkDatastore(feed: IFeed, workspace: string, name: string): Promise<unknown> {
  return feed.request('POST', `${datastorePath(workspace, name)}/check`);
}

/** As `checkDatastore`, of what is not registered yet. Nothing of it is kept; with `make` its container is made first. */
export function checkDraft(
  feed: IFeed,
  workspace: string,
  name: string,
  body: IDatastoreBody,
  make = false
): Promise<unknown> {
  const path = `${datastorePath(workspace, name)}/check`;
  return feed.request('POST', make ? `${path}?make=true` : path, body);
}

export function makeDefault(feed: IFeed, workspace: string, store: IDatastore): Promise<unknown> {
  const { datastoreType } = store.properties;
  return feed.request('PUT', datastorePath(workspace, store.name), {
    properties: { datastoreType, isDefault: true }
  });
}

/** The beginning of a file. */
export function previewOf(
  feed: IFeed,
  workspace: string,
  name: string,
  file: string
): Promise<FilePreview> {
  return feed.request('GET', previewPath(workspace, name, file));
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
  entry: Pick<IEntry, 'name' | 'path'>
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

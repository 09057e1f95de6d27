/** What can be asked of datasets. */
import { encode } from '../feed/paths';
import type { IFeed } from '../feed/types';
import type { IDataset, IDetails, IProfile, IVersion, Preview } from './types';

export function datasetPath(workspace: string, name?: string, version?: string): string {
  const parts = [name, version === undefined ? undefined : `versions/${version}`];
  const below = parts.filter(part => part !== undefined).map(part => `/${encode(part)}`);
  return `${encode(workspace)}/datasets${below.join('')}`;
}

export async function listDatasets(feed: IFeed, workspace: string): Promise<IDataset[]> {
  const path = datasetPath(workspace);
  return (await feed.request<{ value: IDataset[] }>('GET', path)).value;
}

export function getDataset(feed: IFeed, workspace: string, name: string): Promise<IDataset> {
  return feed.request('GET', datasetPath(workspace, name));
}

/** Newest first. */
export async function listVersions(
  feed: IFeed,
  workspace: string,
  name: string
): Promise<IVersion[]> {
  const path = `${datasetPath(workspace, name)}/versions`;
  return (await feed.request<{ value: IVersion[] }>('GET', path)).value;
}

export function getDetails(
  feed: IFeed,
  workspace: string,
  name: string,
  version: string
): Promise<IDetails> {
  return feed.request('GET', datasetPath(workspace, name, version));
}

export function getPreview(
  feed: IFeed,
  workspace: string,
  name: string,
  version: string
): Promise<Preview> {
  return feed.request('GET', `${datasetPath(workspace, name, version)}/preview`);
}

/** What is in each column; it may take a minute, and `signal` ends it. */
export function getProfile(
  feed: IFeed,
  workspace: string,
  name: string,
  version: string,
  signal?: AbortSignal
): Promise<IProfile> {
  const path = `${datasetPath(workspace, name, version)}/profile`;
  return feed.request('GET', path, undefined, signal);
}

/** Forget every version of a name; the data stays where it is. */
export function unregister(feed: IFeed, workspace: string, name: string): Promise<unknown> {
  return feed.request('DELETE', datasetPath(workspace, name));
}

/** Forget one version. */
export function unregisterVersion(
  feed: IFeed,
  workspace: string,
  name: string,
  version: string
): Promise<unknown> {
  const path = `${encode(workspace)}/data/${encode(name)}/versions/${encode(version)}`;
  return feed.request('DELETE', path);
}

/** What can be asked of a compute target; the changes come back over the live feed. */
import { encode } from '../feed/paths';
import type { IFeed } from '../feed/types';
import type { ScaleSettings } from './scale';

export interface INewCluster {
  name: string;
  location: string;
  vmSize: string;
  scaleSettings: ScaleSettings;
}

export interface IVmSize {
  name: string;
  vCPUs: number;
  memoryGB: number;
  gpus: number;
  lowPriorityCapable: boolean;
}

function computePath(workspace: string, name: string): string {
  return `${encode(workspace)}/computes/${encodeURIComponent(name)}`;
}

export function createCluster(
  feed: IFeed,
  workspace: string,
  cluster: INewCluster
): Promise<unknown> {
  const { name, location, vmSize, scaleSettings } = cluster;
  const properties = { vmSize, vmPriority: 'Dedicated', scaleSettings };
  return feed.request('PUT', computePath(workspace, name), {
    location,
    properties: { computeType: 'AmlCompute', properties }
  });
}

export function scaleCluster(
  feed: IFeed,
  workspace: string,
  name: string,
  scaleSettings: ScaleSettings
): Promise<unknown> {
  const body = { properties: { properties: { scaleSettings } } };
  return feed.request('PATCH', computePath(workspace, name), body);
}

export function deleteCompute(feed: IFeed, workspace: string, name: string): Promise<unknown> {
  return feed.request('DELETE', computePath(workspace, name));
}

export type Power = 'start' | 'stop' | 'restart';

/** Turn a compute instance on or off. */
export function powerCompute(
  feed: IFeed,
  workspace: string,
  name: string,
  action: Power
): Promise<unknown> {
  return feed.request('POST', `${computePath(workspace, name)}/${action}`);
}

/** The VM sizes that the workspace's location offers. */
export async function vmSizes(
  feed: IFeed,
  workspace: string,
  location: string
): Promise<IVmSize[]> {
  const subscription = encode(workspace.split('/').slice(0, 3).join('/'));
  const provider = `${subscription}/providers/Microsoft.MachineLearningServices`;
  const answer = await feed.request<{ value: IVmSize[] }>(
    'GET',
    `${provider}/locations/${encodeURIComponent(location)}/vmSizes`
  );
  return answer.value;
}

/** What the list of runs asks of the workspace. */
import { encode, jobPath } from '../feed/paths';
import type { IFeed, IRun } from '../feed/types';
import { jobsQuery } from './filter';
import type { IRunFilter } from './filter';

interface IJobs {
  value: { properties: { run: IRun } }[];
  nextLink: string | null;
}

export interface IPage {
  runs: IRun[];
  more: boolean;
}

/** The next runs below the first `skip` ones, newest first. */
export async function fetchRuns(
  feed: IFeed,
  workspace: string,
  filter: IRunFilter,
  skip: number
): Promise<IPage> {
  const path = `${encode(workspace)}/jobs?${jobsQuery(filter, skip)}`;
  const answer = await feed.request<IJobs>('GET', path);
  return { runs: answer.value.map(job => job.properties.run), more: answer.nextLink !== null };
}

/** Ask a run to stop; its state follows over the live feed. */
export function cancelRun(feed: IFeed, workspace: string, run: string): Promise<unknown> {
  return feed.request('POST', jobPath(workspace, run, 'cancel'));
}

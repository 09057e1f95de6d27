/** Which runs a list shows, and where its next page begins. */
import type { IRun, RunState } from '../feed/types';
import { byNewest, merge } from './workspaceStore';

/** The states as the list's filter groups them. */
export const STATE_GROUPS: Readonly<Record<StateGroup, readonly RunState[]>> = {
  active: ['NotStarted', 'Starting', 'Preparing', 'Queued', 'Running', 'Finalizing', 'CancelRequested'],
  completed: ['Completed'],
  failed: ['Failed'],
  canceled: ['Canceled']
};

export type StateGroup = 'active' | 'completed' | 'failed' | 'canceled';

export interface IRunFilter {
  text: string;
  group: StateGroup | null;
}

export const NO_FILTER: IRunFilter = { text: '', group: null };

/** True when every word of the text is in the run's id, experiment, name, target, state, owner or tags. */
export function matches(run: IRun, filter: IRunFilter): boolean {
  if (filter.group !== null && !STATE_GROUPS[filter.group].includes(run.state)) {
    return false;
  }
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const searched = words.length > 0 ? searchedText(run) : '';
  return words.every(word => searched.includes(word));
}

function searchedText(run: IRun): string {
  const tags = Object.entries(run.tags).flat();
  return [run.id, run.name, run.experiment, run.target, run.state, run.submittedBy, ...tags]
    .join('\n')
    .toLowerCase();
}

/** The live runs and the older ones fetched page by page, filtered, newest first; live wins. */
export function shownRuns(
  live: readonly IRun[],
  older: readonly IRun[],
  filter: IRunFilter
): readonly IRun[] {
  const all = older.length > 0 ? merge(older, live, new Set(), run => run.id, byNewest) : live;
  return filter === NO_FILTER ? all : all.filter(run => matches(run, filter));
}

/**
 * The `$skip` of the next page: the shown runs at or above the horizon. Runs below it are on the page only
 * because they changed, with gaps between them that the next page fills.
 */
export function nextSkip(shown: readonly IRun[], horizon: string): number {
  return shown.filter(run => run.created >= horizon).length;
}

/** The query of a page of jobs, as protocol.md names its parameters. */
export function jobsQuery(filter: IRunFilter, skip: number): string {
  const query = new URLSearchParams({ $top: '100', $skip: String(skip) });
  if (filter.text.trim()) {
    query.set('search', filter.text.trim());
  }
  if (filter.group !== null) {
    query.set('status', STATE_GROUPS[filter.group].join(','));
  }
  return query.toString();
}

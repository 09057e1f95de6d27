/** Which runs a list shows, and where its next page begins. */
import type { IRun, RunState } from '../feed/types';
import { byNewest, merge } from './workspaceStore';
import type { Counts } from './workspaceStore';

/** The states as the list's filter groups them. */
export const STATE_GROUPS: Readonly<Record<StateGroup, readonly RunState[]>> = {
  active: [
    'NotStarted',
    'Starting',
    'Preparing',
    'Queued',
    'Running',
    'Finalizing',
    'CancelRequested'
  ],
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

/**
 * Whether the run is in the group of states and has the text in its id, name, experiment or target. The server
 * searches the same way: the rows of a page that it sends are never hidden here.
 */
export function matches(run: IRun, filter: IRunFilter): boolean {
  if (filter.group !== null && !STATE_GROUPS[filter.group].includes(run.state)) {
    return false;
  }
  const text = filter.text.trim().toLowerCase();
  const { id, name, experiment, target } = run;
  return text === '' || [id, name, experiment, target].join(' ').toLowerCase().includes(text);
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

/**
 * Whether the workspace may have runs under this filter that are not among the `shown` ones. The counts tell for
 * states, but not how many runs have a text.
 */
export function mayHaveMore(
  counts: Counts,
  filter: IRunFilter,
  shown: number,
  loaded: number
): boolean {
  const states = filter.group === null ? null : STATE_GROUPS[filter.group];
  const sum = (wanted: readonly RunState[]) =>
    wanted.reduce((total, state) => total + (counts[state] ?? 0), 0);
  const total = sum(Object.values(STATE_GROUPS).flat());
  const inGroup = states === null ? total : sum(states);
  return filter.text.trim() === '' ? inGroup > shown : total > loaded && inGroup > shown;
}

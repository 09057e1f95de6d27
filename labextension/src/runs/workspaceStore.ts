/** What a page knows of a workspace, as a pure function of the messages of the `workspace` topic. */
import type { ICompute, IDatastore, IProblem, IRun, Message, RunState } from '../feed/types';
import { isEnded } from '../run/states';

export type WorkspaceMessage = Extract<Message, { type: 'workspace' }>;

export type Counts = Partial<Record<RunState, number>>;

export interface IWorkspaceState {
  status: 'loading' | 'live' | 'failed';
  problem: IProblem | null;
  /** `local` first, then by name. */
  computes: readonly ICompute[];
  /** The default first, then by name. */
  datastores: readonly IDatastore[];
  /** Newest first. */
  runs: readonly IRun[];
  /** How many runs of the workspace are in each state, whether on this page or not. */
  counts: Counts;
  /**
   * When the oldest run of the last full answer was created: no run of the workspace newer than this is
   * missing from `runs`. Older ones can be there too, because they changed.
   */
  horizon: string;
}

export const EMPTY: IWorkspaceState = {
  status: 'loading',
  problem: null,
  computes: [],
  datastores: [],
  runs: [],
  counts: {},
  horizon: ''
};

/** Newest first; the id settles runs created in the same microsecond. */
export function byNewest(a: IRun, b: IRun): number {
  return compare(b.created, a.created) || compare(b.id, a.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byCompute(a: ICompute, b: ICompute): number {
  const isLocal = (compute: ICompute) => Number(compute.properties.computeType === 'Local');
  return isLocal(b) - isLocal(a) || compare(a.name, b.name);
}

function byDatastore(a: IDatastore, b: IDatastore): number {
  const isDefault = (store: IDatastore) => Number(store.properties.isDefault);
  return isDefault(b) - isDefault(a) || compare(a.name, b.name);
}

/** `held` with `changed` put in and `gone` taken out, sorted; the same array when nothing changed. */
export function merge<T>(
  held: readonly T[],
  changed: readonly T[],
  gone: ReadonlySet<string>,
  key: (item: T) => string,
  order: (a: T, b: T) => number
): readonly T[] {
  if (changed.length === 0 && !held.some(item => gone.has(key(item)))) {
    return held;
  }
  const merged = new Map(held.map(item => [key(item), item]));
  gone.forEach(name => merged.delete(name));
  changed.forEach(item => merged.set(key(item), item));
  return [...merged.values()].sort(order);
}

/** The next state after a message of the `workspace` topic. */
export function reduce(state: IWorkspaceState, message: WorkspaceMessage): IWorkspaceState {
  const base = message.reset ? EMPTY : state;
  const gone = (kind: string) =>
    new Set(message.removed.filter(item => item.kind === kind).map(item => item.name));
  const name = (item: { name: string }) => item.name;
  const runs = merge(base.runs, message.runs, gone('run'), run => run.id, byNewest);
  return {
    status: 'live',
    problem: null,
    computes: merge(base.computes, message.computes, gone('compute'), name, byCompute),
    datastores: merge(base.datastores, message.datastores, gone('datastore'), name, byDatastore),
    runs,
    counts: message.counts,
    horizon: message.reset ? (runs[runs.length - 1]?.created ?? '') : state.horizon
  };
}

/** The state after the subscription ended with an error: what was known stays on the page. */
export function fail(state: IWorkspaceState, problem: IProblem): IWorkspaceState {
  return { ...state, status: 'failed', problem };
}

export function isActive(run: IRun): boolean {
  return !isEnded(run.state);
}

/** How many runs of the workspace have not ended. */
export function activeCount(state: IWorkspaceState): number {
  return Object.entries(state.counts)
    .filter(([name]) => !isEnded(name as RunState))
    .reduce((sum, [, count]) => sum + count, 0);
}

/** How many runs the workspace has. */
export function totalCount(state: IWorkspaceState): number {
  return Object.values(state.counts).reduce((sum, count) => sum + count, 0);
}

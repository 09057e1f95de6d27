import * as React from 'react';

import { useAction } from '../parts/useAction';
import type { IAction } from '../parts/useAction';
import type { IRun } from '../feed/types';
import type { IReady } from '../panel/session';
import { mayHaveMore, nextSkip, shownRuns } from './filter';
import type { IRunFilter } from './filter';
import { fetchRuns } from './requests';
import type { IWorkspaceState } from './workspaceStore';

/** The runs fetched page by page below the live ones, for one filter. */
interface IOlder {
  filter: IRunFilter;
  runs: readonly IRun[];
  /** Created time of the oldest fetched run; no run between it and the newest is missing. */
  horizon: string;
  more: boolean;
}

export interface IShownRuns {
  runs: readonly IRun[];
  more: boolean;
  loading: IAction;
  loadMore: () => void;
}

/** The runs to show under a filter, and how to get more of them. */
export function useShownRuns(
  ready: IReady,
  state: IWorkspaceState,
  filter: IRunFilter
): IShownRuns {
  const [older, setOlder] = React.useState<IOlder | null>(null);
  const loading = useAction();
  const held = older?.filter === filter ? older : null;
  const runs = React.useMemo(
    () => shownRuns(state.runs, held?.runs ?? [], filter),
    [state.runs, held, filter]
  );
  const horizon = held?.horizon ?? state.horizon;
  const loadMore = () =>
    void loading.run(async () => {
      const skip = nextSkip(runs, horizon);
      const page = await fetchRuns(ready.feed, ready.workspace.id, filter, skip);
      setOlder({
        filter,
        runs: [...(held?.runs ?? []), ...page.runs],
        horizon: page.runs[page.runs.length - 1]?.created ?? horizon,
        more: page.more
      });
    });
  const more = held ? held.more : mayHaveMore(state.counts, filter, runs.length, state.runs.length);
  return { runs, more, loading, loadMore };
}

import * as React from 'react';

import { MetricStore } from '../../feed/metricStore';
import type { IMetric } from '../../feed/metricStore';
import type { IProblem } from '../../feed/types';
import { useRunContext } from '../context';

const WIDTH = 1000;

type Window = { from: number; to: number };

interface ILiveMetrics {
  store: MetricStore;
  problem: IProblem | null;
}

/** All metrics of the run, live. */
export function useMetrics(): ILiveMetrics {
  return useMetricFeed(null, null);
}

/** One metric within a window of steps, in the detail that the window allows; null while not zoomed. */
export function useDetail(name: string, window: Window | null): IMetric | undefined {
  const names = React.useMemo(() => [name], [name]);
  const { store } = useMetricFeed(names, window, window !== null);
  return useMetric(store, name);
}

/** One metric of a store, drawn again within the message that changed it. */
export function useMetric(store: MetricStore, name: string): IMetric | undefined {
  const listen = React.useCallback((call: () => void) => store.onPoints(name, call), [store, name]);
  return React.useSyncExternalStore(listen, () => store.get(name));
}

function useMetricFeed(names: string[] | null, window: Window | null, wanted = true): ILiveMetrics {
  const { feed, workspace, runId } = useRunContext();
  const key = JSON.stringify(window);
  const store = React.useMemo(() => new MetricStore(), [feed, workspace, runId, names, key]);
  const [problem, setProblem] = React.useState<IProblem | null>(null);
  React.useEffect(() => {
    if (!wanted) {
      return;
    }
    setProblem(null);
    const place = { workspace, run: runId, width: WIDTH, cursor: null, names, window };
    const subscription = feed.subscribe({ topic: 'metrics', ...place }, message => {
      if (message.type === 'metrics') {
        store.apply(message);
      } else if (message.type === 'error') {
        setProblem(message.error);
      }
    });
    return () => subscription.dispose();
  }, [store, wanted]);
  return { store, problem };
}

import * as React from 'react';

import { ClusterView } from '../cluster/ClusterView';
import type { IFeed } from '../feed/types';
import type { IHost, Trans } from '../host';
import type { IPlotly } from './metrics/plotly';
import { RunList } from './RunList';
import { clusterBundle, runBundle } from './saved';
import { Output, UnreadableOutput } from './Output';

/** Where a notebook's output is drawn, and with what. */
export interface IPlace {
  feed: IFeed;
  host: IHost;
  trans: Trans;
  loadPlotly: () => Promise<IPlotly>;
}

/** The view of a saved bundle of runs, whatever is in it. */
export function runOutput(data: unknown, place: IPlace): JSX.Element {
  const bundle = runBundle(data);
  if (!bundle) {
    return <UnreadableOutput trans={place.trans} />;
  }
  return (
    <Output feed={place.feed} trans={place.trans} summary={bundle.summary}>
      <RunList {...place} {...bundle} />
    </Output>
  );
}

/** The view of a saved bundle of a cluster, whatever is in it. */
export function clusterOutput(data: unknown, place: IPlace): JSX.Element {
  const bundle = clusterBundle(data);
  if (!bundle) {
    return <UnreadableOutput trans={place.trans} />;
  }
  const { feed, host, trans } = place;
  return (
    <Output feed={feed} trans={trans} summary={[]}>
      <ClusterView {...{ feed, host, trans }} {...bundle} />
    </Output>
  );
}

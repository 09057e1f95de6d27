import * as React from 'react';

import type { IFeed } from '../feed/types';
import type { Trans } from '../host';
import type { IHost } from '../host';
import type { IPlotly } from './metrics/plotly';

/** English, where there is no JupyterLab to translate. */
export const ENGLISH: Trans = {
  __: (text: string, ...values: unknown[]) => fill(text, values),
  _n: (one: string, many: string, count: number, ...values: unknown[]) =>
    fill(count === 1 ? one : many, [count, ...values])
};

function fill(text: string, values: unknown[]): string {
  return text.replace(/%(\d+)/g, (_, place: string) => String(values[Number(place) - 1] ?? ''));
}

/** What every part of a run view needs to know of where it is. */
export interface IRunContext {
  feed: IFeed;
  workspace: string;
  runId: string;
  host: IHost;
  trans: Trans;
  loadPlotly: () => Promise<IPlotly>;
}

export const RunContext = React.createContext<IRunContext | null>(null);

/** The run view around this component. */
export function useRunContext(): IRunContext {
  const context = React.useContext(RunContext);
  if (!context) {
    throw new Error('This component belongs inside a RunView.');
  }
  return context;
}

/** The same views in an anywidget, for front ends without our server: VS Code, Colab, a plain page. */
import { createRoot } from 'react-dom/client';

import { CommFeed } from './feed/commFeed';
import type { IFeed } from './feed/types';
import { pageHost } from './host';
import type { IWidgetModel } from './loader';
import { ENGLISH } from './run/context';
import type { IPlotly } from './run/metrics/plotly';
import { clusterOutput, runOutput } from './run/render';

const PLOTLY = Symbol.for('amlwidgets.plotly');

type Page = typeof globalThis & { [PLOTLY]?: Promise<IPlotly>; Plotly?: IPlotly };

/** The plotly chunk, asked for over the comm by the first chart of the page. */
function sharedPlotly(feed: IFeed): Promise<IPlotly> {
  const page = globalThis as Page;
  page[PLOTLY] ??= fetchPlotly(feed).catch((error: unknown) => {
    delete page[PLOTLY];
    throw error;
  });
  return page[PLOTLY];
}

async function fetchPlotly(feed: IFeed): Promise<IPlotly> {
  const source = await feed.bytes('/asset/plotly.js');
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  try {
    await import(url);
  } finally {
    URL.revokeObjectURL(url);
  }
  return (globalThis as Page).Plotly as IPlotly;
}

const feeds = new WeakMap<IWidgetModel, CommFeed>();

/** Two views of one widget share its comm. */
function feedOf(model: IWidgetModel): CommFeed {
  const feed = feeds.get(model) ?? new CommFeed(model);
  feeds.set(model, feed);
  return feed;
}

function render({ model, el }: { model: IWidgetModel; el: HTMLElement }): () => void {
  const feed = feedOf(model);
  const place = { feed, host: pageHost(), trans: ENGLISH, loadPlotly: () => sharedPlotly(feed) };
  const [workspace, runs, summary, compute] = (
    ['workspace', 'runs', 'summary', 'compute'] as const
  ).map(name => model.get(name));
  const root = createRoot(el);
  root.render(
    model.get('_kind') === 'cluster'
      ? clusterOutput({ workspace, compute }, place)
      : runOutput({ workspace, runs, summary }, place)
  );
  return () => root.unmount();
}

export default { render };

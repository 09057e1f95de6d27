/**
 * What every anywidget carries: it asks the kernel once a page for the views and their style, so that the second
 * view, and the notebook that saves them, cost next to nothing.
 */
import type { IModel } from './feed/commFeed';

export interface IWidgetModel extends IModel {
  get(name: '_kind'): 'run' | 'cluster';
  get(name: 'workspace' | 'runs' | 'summary' | 'compute'): unknown;
}

interface IContext {
  model: IWidgetModel;
  el: HTMLElement;
}

/** The module of all views, `widget.tsx`. */
interface IViews {
  default: { render(context: IContext): () => void };
}

interface IBundle {
  views: IViews;
  style: string;
}

const BUNDLE = Symbol.for('amlwidgets.views');
const STYLE = 'data-amlwidgets-style';

type Page = typeof globalThis & { [BUNDLE]?: Promise<IBundle> };

async function render(context: IContext): Promise<() => void> {
  const { model, el } = context;
  // All there is to see where no kernel answers.
  el.textContent = savedLines(model.get('summary'));
  const { views, style } = await sharedBundle(model);
  addStyle(el, style);
  el.textContent = '';
  return views.default.render(context);
}

function sharedBundle(model: IModel): Promise<IBundle> {
  const page = globalThis as Page;
  page[BUNDLE] ??= fetchBundle(model).catch((error: unknown) => {
    delete page[BUNDLE];
    throw error;
  });
  return page[BUNDLE];
}

async function fetchBundle(model: IModel): Promise<IBundle> {
  const [script, style] = await Promise.all([
    asset(model, -1, '/asset/views.js'),
    asset(model, -2, '/asset/views.css')
  ]);
  const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  try {
    return {
      views: (await import(url)) as IViews,
      style: new TextDecoder().decode(style)
    };
  } finally {
    URL.revokeObjectURL(url);
  }
}

interface IIncoming {
  answer?: { n: number; status: number };
}

/** One file of the bundle over the comm; `n` is below those that the feed of the views counts from 1. */
function asset(model: IModel, n: number, path: string): Promise<DataView> {
  return new Promise((resolve, reject) => {
    const receive = (content: unknown, buffers: DataView[]): void => {
      const { answer } = content as IIncoming;
      if (answer?.n !== n) {
        return;
      }
      model.off('msg:custom', receive);
      if (answer.status === 200) {
        resolve(buffers[0]);
      } else {
        reject(new Error(`${path} was answered with status ${answer.status}.`));
      }
    };
    model.on('msg:custom', receive);
    model.send({ request: { n, method: 'GET', path, query: {} } });
  });
}

/** The style is the page's; inside a shadow root, that root's. */
function addStyle(el: HTMLElement, style: string): void {
  const root = el.getRootNode();
  const place = root instanceof ShadowRoot ? root : document.head;
  if (!place.querySelector(`[${STYLE}]`)) {
    const element = document.createElement('style');
    element.setAttribute(STYLE, '');
    element.textContent = style;
    place.append(element);
  }
}

/** "Completed · digits · digits_1": a line for each run as it was saved. */
function savedLines(summary: unknown): string {
  const runs = Array.isArray(summary) ? (summary as Record<string, unknown>[]) : [];
  return runs.map(({ state, experiment, id }) => `${state} · ${experiment} · ${id}`).join('\n');
}

export default { render };

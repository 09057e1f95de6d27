/**
 * What a view may ask of the page around it, and how the two find each other.
 *
 * The plugins, the MIME renderer and the anywidget are bundled apart and do not share modules for certain. So
 * the plugins publish the host under a well-known symbol on `globalThis`, and a view reads it from there.
 * Outside JupyterLab (VS Code, Colab) there is none.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

/** The part of a JupyterLab translation bundle that views use. */
export type Trans = Pick<TranslationBundle, '__' | '_n'>;

/**
 * The page around a view. A method is missing where the page cannot do it (a plugin disabled, no notebook), and
 * a view then does not offer it.
 */
export interface IHost {
  /** Open the run in a tab of its own, or bring that tab to the front. */
  openRun?(workspace: string, run: string): void;
  /** Open the cluster in a tab of its own; null is all clusters of the workspace. */
  openCluster?(workspace: string, compute: string | null): void;
  /** Show the beginning of a datastore's file in a tab of its own. */
  openFile?(workspace: string, datastore: string, path: string): void;
  /** Open a version of a dataset in a tab of its own, or bring that tab to the front, at one of its parts. */
  openDataset?(
    workspace: string,
    name: string,
    version: string,
    part: 'preview' | 'profile' | 'details'
  ): void;
  /** Insert a code cell below the active one of the current notebook. */
  insertCode?(code: string): void;
}

const KEY = Symbol.for('amlwidgets.host');

type Page = typeof globalThis & { [KEY]?: IHost };

/** Make `host` the page's host; returns the function that takes it away again. */
export function publishHost(host: IHost): () => void {
  const page = globalThis as Page;
  page[KEY] = host;
  return () => {
    if (page[KEY] === host) {
      delete page[KEY];
    }
  };
}

/** The page's host, or an empty one. Ask when acting, not once: plugins start after saved outputs are drawn. */
export function pageHost(): IHost {
  return (globalThis as Page)[KEY] ?? {};
}

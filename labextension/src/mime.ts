import { nullTranslator } from '@jupyterlab/translation';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { Widget } from '@lumino/widgets';
import { createRoot } from 'react-dom/client';
import type { Root } from 'react-dom/client';

import { serverFeed } from './feed/serverFeed';
import { pageHost } from './host';
import type { IHost } from './host';
import { loadPlotlyChunk } from './run/metrics/plotly';
import { clusterOutput, runOutput } from './run/render';
import type { IPlace } from './run/render';

const RUN = 'application/vnd.amlwidgets.run+json';
const CLUSTER = 'application/vnd.amlwidgets.cluster+json';

/** Before the widget view that the same output carries, at -10: ours needs no kernel. */
const RANK = -20;

/** The page's host at the moment of asking: outputs are drawn before the plugins have started. */
const lateHost: IHost = {
  get openRun() {
    return pageHost().openRun;
  },
  get openCluster() {
    return pageHost().openCluster;
  },
  get insertCode() {
    return pageHost().insertCode;
  }
};

type Draw = (data: unknown, place: IPlace) => JSX.Element;

/** A React view in an output. */
class OutputWidget extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly options: IRenderMime.IRendererOptions,
    private readonly draw: Draw
  ) {
    super();
    this.addClass('aml-output');
  }

  renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const trans = (this.options.translator ?? nullTranslator).load('amlwidgets');
    const place = { feed: serverFeed(), host: lateHost, trans, loadPlotly: loadPlotlyChunk };
    this._root ??= createRoot(this.node);
    this._root.render(this.draw(model.data[this.options.mimeType], place));
    return Promise.resolve();
  }

  override dispose(): void {
    this._root?.unmount();
    this._root = null;
    super.dispose();
  }

  private _root: Root | null = null;
}

function renderer(id: string, mimeType: string, draw: Draw): IRenderMime.IExtension {
  return {
    id: `amlwidgets:${id}`,
    rendererFactory: {
      // Only checked ids are taken from the notebook; all else comes from the reader's own server.
      safe: true,
      mimeTypes: [mimeType],
      createRenderer: options => new OutputWidget(options, draw)
    },
    rank: RANK,
    dataType: 'json'
  };
}

const extensions: IRenderMime.IExtension[] = [
  renderer('run-output', RUN, runOutput),
  renderer('cluster-output', CLUSTER, clusterOutput)
];

export default extensions;

/** The part of plotly.js that the charts use, and how it is loaded. */

export interface ITrace {
  x: ArrayLike<number>;
  y: ArrayLike<number>;
  mode: 'lines' | 'markers';
  line?: { color: string; width: number };
  marker?: { color: string; size: number };
  opacity?: number;
  type: 'scatter';
  hoverinfo: 'skip';
}

/** One axis of a drawn chart, as plotly keeps it: pixels to data and back. */
interface IDrawnAxis {
  p2c(pixel: number): number;
  c2p(value: number): number;
  _offset: number;
  _length: number;
}

export interface IPlotElement extends HTMLElement {
  _fullLayout?: { xaxis: IDrawnAxis; yaxis: IDrawnAxis };
  on?(event: 'plotly_relayout', listener: (change: Record<string, unknown>) => void): void;
  on?(event: 'plotly_doubleclick', listener: () => void): void;
}

export interface IPlotly {
  react(element: HTMLElement, traces: ITrace[], layout: object, config: object): Promise<unknown>;
  purge(element: HTMLElement): void;
}

/** A chunk of its own: a page that draws no chart does not load it. */
export async function loadPlotlyChunk(): Promise<IPlotly> {
  const chunk = (await import('plotly.js-basic-dist-min')) as unknown as {
    default?: IPlotly;
  } & IPlotly;
  return chunk.default ?? chunk;
}

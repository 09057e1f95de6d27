import * as React from 'react';

import { Notice } from '../../parts/Notice';
import type { IMetric } from '../../feed/metricStore';
import { problemOf } from '../../feed/problem';
import { useRunContext } from '../context';
import { drawQueue } from './drawQueue';
import { CONFIG, layout, traces } from './figure';
import type { HoverBus } from './hover';
import type { IPlotElement, IPlotly } from './plotly';
import type { IChartOptions } from './series';
import { chartColors, onTheme } from './theme';
import { useVisible } from './useVisible';

export interface IChartProps {
  metric: IMetric;
  options: IChartOptions;
  /** Seconds since 1970 at which relative time is 0. */
  start: number;
  range: [number, number] | null;
  onZoom: (range: [number, number] | null) => void;
  hover: HoverBus;
}

/** One metric as a curve. Drawn in an animation frame, and only while it can be seen. */
export function Chart(props: IChartProps): JSX.Element {
  const { hover } = props;
  const { trans } = useRunContext();
  const place = React.useRef<HTMLDivElement>(null);
  const { plotly, failure } = usePlotly();
  const visible = useVisible(place);
  useDrawing(place, plotly, visible, props);
  const cursor = useCursor(place, hover);
  return (
    <div
      className="aml-chart"
      onPointerMove={event => (hover.x = xUnder(place.current, event.clientX))}
      onPointerLeave={() => (hover.x = null)}
      title={props.range ? trans.__('Double-click shows all') : undefined}
    >
      <div
        className="aml-plot"
        role="img"
        aria-label={trans.__('Chart of %1', props.metric.name)}
        ref={place}
      />
      <div className="aml-cursor" ref={cursor} />
      {failure ? (
        <Notice>
          {trans.__('Charts cannot be loaded (%1). The table has all numbers.', failure)}
        </Notice>
      ) : null}
    </div>
  );
}

function usePlotly(): { plotly: IPlotly | null; failure: string | null } {
  const { loadPlotly } = useRunContext();
  const [plotly, setPlotly] = React.useState<IPlotly | null>(null);
  const [failure, setFailure] = React.useState<string | null>(null);
  React.useEffect(() => {
    let wanted = true;
    loadPlotly().then(
      loaded => wanted && setPlotly(() => loaded),
      (error: unknown) => wanted && setFailure(problemOf(error).message)
    );
    return () => void (wanted = false);
  }, [loadPlotly]);
  return { plotly, failure };
}

function useDrawing(
  place: React.RefObject<IPlotElement>,
  plotly: IPlotly | null,
  visible: boolean,
  props: IChartProps
): void {
  const latest = React.useRef(props);
  latest.current = props;
  const draw = React.useCallback(() => {
    if (plotly && visible && place.current) {
      paint(plotly, place.current, latest.current);
    }
  }, [plotly, visible, place]);
  const { metric, options, range } = props;
  React.useEffect(() => drawQueue.request(draw), [draw, metric, options, range]);
  React.useEffect(() => {
    const element = place.current;
    const again = (): void => drawQueue.request(draw);
    const stopTheme = onTheme(again);
    const sizes = new ResizeObserver(again);
    sizes.observe(element as Element);
    return () => {
      stopTheme();
      sizes.disconnect();
      drawQueue.cancel(draw);
    };
  }, [draw, place]);
  React.useEffect(() => {
    const element = place.current;
    return () => void (plotly && element && plotly.purge(element));
  }, [plotly, place]);
}

function paint(plotly: IPlotly, element: IPlotElement, props: IChartProps): void {
  const { metric, options, start, range } = props;
  const size = { width: element.clientWidth, height: element.clientHeight };
  if (size.width === 0) {
    return;
  }
  const colors = chartColors(element);
  const first = !element._fullLayout;
  // Without a new revision plotly takes unchanged points as drawn, and forgets the ranges that fitted them.
  const datarevision = performance.now();
  const frame = { ...layout(options, range, colors, size), datarevision };
  void plotly.react(element, traces(metric, options, start, colors), frame, CONFIG);
  if (first) {
    element.on?.('plotly_relayout', change => tellZoom(change, props));
    // The browser's own event does not come through plotly's.
    element.on?.('plotly_doubleclick', () => props.onZoom(null));
  }
}

function tellZoom(change: Record<string, unknown>, props: IChartProps): void {
  const range = [change['xaxis.range[0]'], change['xaxis.range[1]']].map(axisNumber);
  if (range.every(Number.isFinite)) {
    props.onZoom(range as [number, number]);
  }
}

/** Date axes speak in texts of UTC without a zone. */
function axisNumber(value: unknown): number {
  return typeof value === 'string' ? Date.parse(`${value.replace(' ', 'T')}Z`) : Number(value);
}

function xUnder(element: IPlotElement | null, clientX: number): number | null {
  const axis = element?._fullLayout?.xaxis;
  if (!element || !axis) {
    return null;
  }
  const pixel = clientX - element.getBoundingClientRect().left - axis._offset;
  return pixel < 0 || pixel > axis._length ? null : axis.p2c(pixel);
}

/** A line at the shared x, moved without drawing anything again. */
function useCursor(
  place: React.RefObject<IPlotElement>,
  hover: HoverBus
): React.RefObject<HTMLDivElement> {
  const cursor = React.useRef<HTMLDivElement>(null);
  React.useEffect(
    () =>
      hover.listen(() => {
        const axis = place.current?._fullLayout?.xaxis;
        const pixel = axis && hover.x !== null ? axis.c2p(hover.x) : -1;
        if (cursor.current && axis) {
          const shown = pixel >= 0 && pixel <= axis._length;
          cursor.current.style.display = shown ? 'block' : 'none';
          cursor.current.style.transform = `translateX(${axis._offset + pixel}px)`;
        }
      }),
    [hover, place]
  );
  return cursor;
}

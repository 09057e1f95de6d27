/** What plotly is given for one small chart. */
import type { IMetric } from '../../feed/metricStore';
import type { ITrace } from './plotly';
import { smoothed, xValues } from './series';
import type { IChartOptions } from './series';
import type { IChartColors } from './theme';

export const CONFIG = {
  displayModeBar: false,
  displaylogo: false,
  doubleClick: false,
  showTips: false,
  responsive: false
};

/** The curve, and behind it the points as logged where the curve is smoothed. */
export function traces(
  metric: IMetric,
  options: IChartOptions,
  start: number,
  colors: IChartColors
): ITrace[] {
  const x = xValues(metric, options.x, start);
  const line = { color: colors.line, width: 1.6 };
  const base = { type: 'scatter', hoverinfo: 'skip', x } as const;
  if (metric.value.length === 1) {
    const marker = { color: colors.line, size: 6 };
    return [{ ...base, y: metric.value, mode: 'markers', marker }];
  }
  if (options.smoothing === 0) {
    return [{ ...base, y: metric.value, mode: 'lines', line }];
  }
  const curve = smoothed(metric.value, options.smoothing);
  return [
    { ...base, y: metric.value, mode: 'lines', line: { ...line, width: 1 }, opacity: 0.35 },
    { ...base, y: curve, mode: 'lines', line }
  ];
}

/** Short enough to stand side by side below a small chart. */
const DATE_FORMATS = [
  { dtickrange: [null, 60_000], value: '%H:%M:%S' },
  { dtickrange: [60_000, 86_400_000], value: '%H:%M' },
  { dtickrange: [86_400_000, null], value: '%b %d' }
];

/** The frame around the curve; `range` is the zoomed part of the x axis. */
export function layout(
  options: IChartOptions,
  range: [number, number] | null,
  colors: IChartColors,
  size: { width: number; height: number }
): object {
  const axis = {
    gridcolor: colors.grid,
    zeroline: false,
    automargin: false,
    tickfont: { size: 10, color: colors.text },
    nticks: 5,
    exponentformat: 'power',
    minexponent: 6
  };
  return {
    ...size,
    margin: { l: 42, r: 8, t: 6, b: 20, pad: 0 },
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    showlegend: false,
    hovermode: false,
    dragmode: 'zoom',
    xaxis: {
      ...axis,
      showgrid: false,
      type: options.x === 'wall' ? 'date' : 'linear',
      tickangle: 0,
      tickformatstops: options.x === 'wall' ? DATE_FORMATS : [],
      nticks: options.x === 'wall' ? 4 : 5,
      ticksuffix: options.x === 'relative' ? ' s' : '',
      ...(range ? { range, autorange: false } : { autorange: true })
    },
    yaxis: {
      ...axis,
      automargin: true,
      autorange: true,
      fixedrange: true,
      type: options.logY ? 'log' : 'linear',
      tickformat: options.logY ? '.3~g' : ''
    }
  };
}

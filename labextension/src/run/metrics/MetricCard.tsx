import * as React from 'react';

import type { IMetric, MetricStore } from '../../feed/metricStore';
import type { Trans } from '../../host';
import { useRunContext } from '../context';
import { grouped, metricValue } from '../format';
import { Chart } from './Chart';
import type { HoverBus } from './hover';
import { goalOf, nearest, stepWindow, xValues } from './series';
import type { IChartOptions } from './series';
import { useDetail, useMetric } from './useMetrics';

interface IMetricCardProps {
  name: string;
  store: MetricStore;
  options: IChartOptions;
  start: number;
  hover: HoverBus;
}

/** One scalar metric: its name, its last value, its curve, its extremes. */
export function MetricCard(props: IMetricCardProps): JSX.Element | null {
  const { name, store, options, start, hover } = props;
  const { trans } = useRunContext();
  const all = useMetric(store, name);
  const [range, setRange] = React.useState<[number, number] | null>(null);
  React.useEffect(() => setRange(null), [options.x]);
  const window = useSteps(all, options, start, range);
  const metric = useDetail(name, window) ?? all;
  if (!all || !metric) {
    return null;
  }
  return (
    <section
      className="aml-metric"
      aria-label={name}
      data-aml-metric={name}
      data-aml-count={all.total}
      data-aml-last={String(all.last)}
    >
      <h4>
        <span className="aml-metric-name" title={name}>
          {name}
        </span>
        <Reading metric={metric} options={options} start={start} hover={hover} last={all.last} />
      </h4>
      <Chart {...{ metric, options, start, range, hover }} onZoom={setRange} />
      <div className="aml-metric-sub">
        <span>{extremes(all, trans)}</span>
        {range ? (
          <button type="button" className="aml-run-link" onClick={() => setRange(null)}>
            {trans.__('Show all')}
          </button>
        ) : null}
      </div>
    </section>
  );
}

/** The steps of a zoomed range, fixed when the zoom is made: later points do not ask again. */
function useSteps(
  all: IMetric | undefined,
  options: IChartOptions,
  start: number,
  range: [number, number] | null
): { from: number; to: number } | null {
  return React.useMemo(
    () => (range && all ? stepWindow(all, xValues(all, options.x, start), range) : null),
    [range]
  );
}

interface IReadingProps {
  metric: IMetric;
  options: IChartOptions;
  start: number;
  hover: HoverBus;
  last: number | null;
}

/** The value under the shared pointer, else the last one. */
function Reading({ metric, options, start, hover, last }: IReadingProps): JSX.Element {
  const x = React.useSyncExternalStore(hover.listen, () => hover.x);
  const at = x === null ? -1 : nearest(xValues(metric, options.x, start), x);
  if (at < 0) {
    return <span className="aml-metric-last">{metricValue(last)}</span>;
  }
  return (
    <span className="aml-metric-last">
      <small>{grouped(metric.step[at])}</small> {metricValue(metric.value[at])}
    </span>
  );
}

function extremes(metric: IMetric, trans: Trans): string {
  const { min, minStep, max, maxStep } = metric;
  const goal = goalOf(metric.name);
  const best = goal === 'max' ? trans.__('best %1 at %2', metricValue(max), maxStep) : null;
  const least = trans.__('min %1 at %2', metricValue(min), minStep);
  const lowest = goal === 'min' ? trans.__('best %1 at %2', metricValue(min), minStep) : least;
  const parts = goal === 'max' ? [best, trans.__('min %1', metricValue(min))] : [lowest];
  return [...parts, ...(goal === 'max' ? [] : [trans.__('max %1', metricValue(max))])].join(' · ');
}

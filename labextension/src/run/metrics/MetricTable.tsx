import * as React from 'react';

import type { IMetric, MetricStore } from '../../feed/metricStore';
import { useRunContext } from '../context';
import { grouped, metricValue } from '../format';
import { useMetric } from './useMetrics';

const SHOWN_POINTS = 200;

/** The charts' twin: every metric as a row, its points below it when opened. */
export function MetricTable(props: { names: readonly string[]; store: MetricStore }): JSX.Element {
  const { trans } = useRunContext();
  const heads = [
    trans.__('Metric'),
    trans.__('Last'),
    trans.__('Min'),
    trans.__('at step'),
    trans.__('Max'),
    trans.__('at step'),
    trans.__('Points')
  ];
  return (
    <div className="aml-table-scroll" tabIndex={0}>
      <table className="aml-table">
        <thead>
          <tr>
            {heads.map((head, index) => (
              <th key={index} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.names.map(name => (
            <MetricRow key={name} name={name} store={props.store} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function MetricRow({ name, store }: { name: string; store: MetricStore }): JSX.Element | null {
  const metric = useMetric(store, name);
  const [open, setOpen] = React.useState(false);
  if (!metric) {
    return null;
  }
  return (
    <>
      <tr data-aml-metric={name} data-aml-count={metric.total} data-aml-last={String(metric.last)}>
        <th scope="row">
          <button
            type="button"
            className="aml-run-bare"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {open ? '▾' : '▸'} {name}
          </button>
        </th>
        <td>{metricValue(metric.last)}</td>
        <td>{metricValue(metric.min)}</td>
        <td>{metric.minStep}</td>
        <td>{metricValue(metric.max)}</td>
        <td>{metric.maxStep}</td>
        <td>{grouped(metric.total)}</td>
      </tr>
      {open ? <PointRows metric={metric} /> : null}
    </>
  );
}

/** The newest points that the page holds, newest first. */
function PointRows({ metric }: { metric: IMetric }): JSX.Element {
  const { trans } = useRunContext();
  const count = metric.value.length;
  const shown = Array.from(
    { length: Math.min(count, SHOWN_POINTS) },
    (_, back) => count - 1 - back
  );
  return (
    <>
      {shown.map(at => (
        <tr key={at} className="aml-point">
          <td>{trans.__('step %1', metric.step[at])}</td>
          <td>{metricValue(metric.value[at])}</td>
          <td colSpan={5}>{new Date(metric.time[at] * 1000).toLocaleTimeString()}</td>
        </tr>
      ))}
    </>
  );
}

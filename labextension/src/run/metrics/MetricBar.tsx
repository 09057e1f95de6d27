import * as React from 'react';

import { useRunContext } from '../context';
import type { IChartOptions, XAxis } from './series';

interface IMetricBarProps {
  options: IChartOptions;
  setOptions: (options: IChartOptions) => void;
  search: string;
  setSearch: (search: string) => void;
  table: boolean;
  setTable: (table: boolean) => void;
}

/** How the metrics are shown. */
export function MetricBar(props: IMetricBarProps): JSX.Element {
  const { search, setSearch, table, setTable } = props;
  const { trans } = useRunContext();
  return (
    <div className="aml-run-bar" role="group" aria-label={trans.__('How metrics are shown')}>
      <input
        type="search"
        className="aml-run-field"
        placeholder={trans.__('Search metrics')}
        aria-label={trans.__('Search metrics')}
        value={search}
        onChange={event => setSearch(event.target.value)}
      />
      {table ? null : <ChartOptions {...props} />}
      <span className="aml-run-grow" />
      <button
        type="button"
        className="aml-run-button"
        aria-pressed={table}
        onClick={() => setTable(!table)}
      >
        {trans.__('Table')}
      </button>
    </div>
  );
}

function ChartOptions({ options, setOptions }: IMetricBarProps): JSX.Element {
  const { trans } = useRunContext();
  return (
    <>
      <label>
        x
        <select
          className="aml-run-field"
          value={options.x}
          onChange={event => setOptions({ ...options, x: event.target.value as XAxis })}
        >
          <option value="step">{trans.__('step')}</option>
          <option value="relative">{trans.__('relative time')}</option>
          <option value="wall">{trans.__('wall time')}</option>
        </select>
      </label>
      <label>
        {trans.__('Smoothing')}
        <input
          type="range"
          min="0"
          max="0.99"
          step="0.01"
          value={options.smoothing}
          onChange={event => setOptions({ ...options, smoothing: Number(event.target.value) })}
        />
        <output>{options.smoothing.toFixed(2)}</output>
      </label>
      <label>
        <input
          type="checkbox"
          checked={options.logY}
          onChange={event => setOptions({ ...options, logY: event.target.checked })}
        />
        {trans.__('log y')}
      </label>
    </>
  );
}

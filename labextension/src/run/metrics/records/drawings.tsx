import * as React from 'react';

import { metricValue } from '../../format';
import type { IConfusionMatrix, IHistogram, IPrediction, IRoc, ITable } from './shapes';
import { cellText } from './shapes';

const WIDTH = 260;
const HEIGHT = 120;
const SHOWN_ROWS = 200;

function Frame(props: { label: string; children: React.ReactNode }): JSX.Element {
  return (
    <svg
      className="aml-drawing"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={props.label}
    >
      {props.children}
    </svg>
  );
}

/** Maps values of [low, high] to pixels of [from, to]. */
function scale(low: number, high: number, from: number, to: number): (value: number) => number {
  const span = high - low || 1;
  return value => from + ((value - low) / span) * (to - from);
}

function pathOf(points: [number, number][]): string {
  return points
    .map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
}

/** A list as a curve over its positions. */
export function ListDrawing({ label, values }: { label: string; values: number[] }): JSX.Element {
  const finite = values.filter(Number.isFinite);
  const x = scale(0, Math.max(values.length - 1, 1), 4, WIDTH - 4);
  const y = scale(Math.min(...finite), Math.max(...finite), HEIGHT - 6, 6);
  const points = values.flatMap((value, at): [number, number][] =>
    Number.isFinite(value) ? [[x(at), y(value)]] : []
  );
  return (
    <Frame label={label}>
      <path className="aml-drawn-line" d={pathOf(points)} />
      {points.length <= 40
        ? points.map(([cx, cy]) => (
            <circle key={cx} className="aml-drawn-dot" cx={cx} cy={cy} r="2" />
          ))
        : null}
    </Frame>
  );
}

/** Rows are what is true, columns what was predicted; the darker, the more. */
export function ConfusionDrawing(props: { label: string; data: IConfusionMatrix }): JSX.Element {
  const { matrix, labels } = props.data;
  const size = HEIGHT / matrix.length;
  const highest = Math.max(1, ...matrix.flat());
  const left = (WIDTH - HEIGHT) / 2;
  return (
    <Frame label={props.label}>
      {matrix.flatMap((row, y) =>
        row.map((count, x) => (
          <rect
            key={`${x} ${y}`}
            className="aml-drawn-cell"
            x={left + x * size}
            y={y * size}
            width={size * 0.94}
            height={size * 0.94}
            fillOpacity={0.05 + 0.95 * (count / highest)}
          >
            <title>{`${labels[y]} → ${labels[x]}: ${count}`}</title>
          </rect>
        ))
      )}
    </Frame>
  );
}

/** Receiver operating characteristic, one curve a class. */
export function RocDrawing({ label, curves }: { label: string; curves: IRoc[] }): JSX.Element {
  const x = scale(0, 1, (WIDTH - HEIGHT) / 2, (WIDTH + HEIGHT) / 2);
  const y = scale(0, 1, HEIGHT - 2, 2);
  return (
    <Frame label={label}>
      <path
        className="aml-drawn-rule"
        d={pathOf([
          [x(0), y(0)],
          [x(1), y(1)]
        ])}
      />
      {curves.map(curve => (
        <path
          key={curve.label}
          className="aml-drawn-line"
          d={pathOf(curve.points.map(([fp, tp]) => [x(fp), y(tp)]))}
        >
          <title>{curve.label}</title>
        </path>
      ))}
    </Frame>
  );
}

export function HistogramDrawing({
  label,
  data
}: {
  label: string;
  data: IHistogram;
}): JSX.Element {
  const { edges, counts } = data;
  const x = scale(edges[0], edges[edges.length - 1], 4, WIDTH - 4);
  const y = scale(0, Math.max(1, ...counts), 0, HEIGHT - 4);
  return (
    <Frame label={label}>
      {counts.map((count, at) => (
        <rect
          key={at}
          className="aml-drawn-cell"
          x={x(edges[at])}
          y={HEIGHT - y(count)}
          width={Math.max(1, x(edges[at + 1]) - x(edges[at]) - 1)}
          height={y(count)}
        >
          <title>{`${metricValue(edges[at])} – ${metricValue(edges[at + 1])}: ${count}`}</title>
        </rect>
      ))}
    </Frame>
  );
}

/** Mean prediction for each bin of true values, with its spread, against the line where both are equal. */
export function PredictionDrawing(props: { label: string; bins: IPrediction[] }): JSX.Element {
  const { bins, label } = props;
  const ends = bins.flatMap(bin => [bin.x, bin.mean - bin.error, bin.mean + bin.error]);
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const x = scale(low, high, (WIDTH - HEIGHT) / 2, (WIDTH + HEIGHT) / 2);
  const y = scale(low, high, HEIGHT - 4, 4);
  const bars = bins.map(
    bin => `M${x(bin.x)} ${y(bin.mean - bin.error)}V${y(bin.mean + bin.error)}`
  );
  return (
    <Frame label={label}>
      <path
        className="aml-drawn-rule"
        d={pathOf([
          [x(low), y(low)],
          [x(high), y(high)]
        ])}
      />
      <path className="aml-drawn-rule" d={bars.join('')} />
      <path className="aml-drawn-line" d={pathOf(bins.map(bin => [x(bin.x), y(bin.mean)]))} />
    </Frame>
  );
}

export function TableDrawing({ table }: { table: ITable }): JSX.Element {
  return (
    <div className="aml-table-scroll aml-is-small" tabIndex={0}>
      <table className="aml-table">
        <thead>
          <tr>
            {table.columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.slice(-SHOWN_ROWS).map((row, at) => (
            <tr key={at}>
              {row.map((cell, column) => (
                <td key={column}>
                  {typeof cell === 'number' ? metricValue(cell) : cellText(cell)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

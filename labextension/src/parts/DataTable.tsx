import * as React from 'react';

import type { Trans } from '../host';
import { columnWidth, isNumber } from './columns';
import { useDrawn } from './useDrawn';

export interface IColumn {
  name: string;
  /** The service's word: `int64`, `double`, `string`, `bool`, `datetime`, … */
  type: string;
}

export type DataRow = readonly (string | null)[];

interface IDataTableProps {
  /** What the table shows, for who cannot see it. */
  label: string;
  columns: readonly IColumn[];
  /** Texts by column; null is a value that is missing. */
  rows: readonly DataRow[];
  /** Said below the table, e.g. how many of how many rows these are. */
  note?: string | null;
  trans: Trans;
}

/** Pixels; all rows are this high, so that those out of sight need not be drawn. */
const ROW_HEIGHT = 24;

/** Rows of data: the head stays in sight, numbers stand at the right, what is missing is dimmed. */
export function DataTable(props: IDataTableProps): JSX.Element {
  const { label, columns, rows, note, trans } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const drawn = useDrawn(scroller, rows.length, ROW_HEIGHT);
  const widths = React.useMemo(
    () => columns.map((column, index) => columnWidth(column, rows, index)),
    [columns, rows]
  );
  return (
    <div className="aml-data">
      <div className="aml-data-scroll" ref={scroller} tabIndex={0} role="region" aria-label={label}>
        <table
          aria-label={label}
          aria-rowcount={rows.length + 1}
          aria-colcount={columns.length + 1}
        >
          <colgroup>
            <col className="aml-data-number" />
            {widths.map((width, index) => (
              <col key={index} style={{ width: `${width}px` }} />
            ))}
          </colgroup>
          <Head columns={columns} />
          <tbody>
            <Gap height={drawn.from * ROW_HEIGHT} />
            {rows.slice(drawn.from, drawn.to).map((row, offset) => (
              <Line
                key={drawn.from + offset}
                row={row}
                index={drawn.from + offset}
                columns={columns}
                missing={trans.__('missing')}
              />
            ))}
            <Gap height={(rows.length - drawn.to) * ROW_HEIGHT} />
          </tbody>
        </table>
      </div>
      {note ? <div className="aml-data-note">{note}</div> : null}
    </div>
  );
}

const Head = React.memo(function Head({ columns }: { columns: readonly IColumn[] }): JSX.Element {
  return (
    <thead>
      <tr aria-rowindex={1}>
        <td className="aml-data-corner" />
        {columns.map((column, index) => (
          <th
            key={index}
            scope="col"
            className={sideOf(column)}
            title={`${column.name}: ${column.type}`}
          >
            <span>{column.name}</span>
            <small>{column.type}</small>
          </th>
        ))}
      </tr>
    </thead>
  );
});

interface ILineProps {
  row: DataRow;
  index: number;
  columns: readonly IColumn[];
  missing: string;
}

/** Drawn once, however often the table scrolls. */
const Line = React.memo(function Line(props: ILineProps): JSX.Element {
  const { row, index, columns, missing } = props;
  return (
    <tr aria-rowindex={index + 2}>
      <th scope="row">{index + 1}</th>
      {columns.map((column, at) => {
        const value = row[at] ?? null;
        return value === null ? (
          <td key={at} className={`aml-data-missing ${sideOf(column)}`} title={missing}>
            null
          </td>
        ) : (
          <td key={at} className={sideOf(column)} title={value}>
            {value}
          </td>
        );
      })}
    </tr>
  );
});

/** Stands for the rows that are not drawn. */
function Gap({ height }: { height: number }): JSX.Element | null {
  return height > 0 ? (
    <tr aria-hidden="true">
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  ) : null;
}

function sideOf(column: IColumn): string {
  return isNumber(column.type) ? 'aml-data-right' : '';
}

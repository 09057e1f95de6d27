import * as React from 'react';

import { useRunContext } from '../context';
import { plain } from './ansi';
import type { ISpan } from './ansi';
import { lineCount } from './logWindow';
import { rowCount, rowsBetween, rowSpans } from './rows';
import type { IRow } from './rows';
import { hitsIn, isSame } from './search';
import { LINE_HEIGHT, useColumns, useScrolling } from './useScrolling';
import type { IScrolled } from './useScrolling';

const OVERSCAN = 30;

interface ILogTextProps extends IScrolled {
  wrap: boolean;
  pattern: RegExp | null;
}

/** The text of a log: only the rows on screen are in the page. */
export function LogText(props: ILogTextProps): JSX.Element {
  const { log } = props;
  const { trans } = useRunContext();
  const scroller = React.useRef<HTMLDivElement>(null);
  const [view, setView] = React.useState({ top: 0, height: 0, width: 0 });
  const columns = useColumns(scroller, props.wrap, view.width);
  const total = rowCount(log.chunks, columns);
  useScrolling(scroller, props, columns, setView);
  const first = Math.max(0, Math.floor(view.top / LINE_HEIGHT) - OVERSCAN);
  const last = Math.ceil((view.top + view.height) / LINE_HEIGHT) + OVERSCAN;
  return (
    <div
      className="aml-log"
      role="log"
      aria-label={trans.__('Log')}
      aria-live="off"
      tabIndex={0}
      ref={scroller}
      data-aml-lines={(log.firstLine ?? 1) - 1 + lineCount(log)}
    >
      <div className="aml-log-space" style={{ height: total * LINE_HEIGHT }}>
        <div className="aml-log-rows" style={{ transform: `translateY(${first * LINE_HEIGHT}px)` }}>
          {rowsBetween(log, columns, first, last).map(row => (
            <LogRow
              key={`${row.chunk.from}:${row.line}:${row.segment}`}
              {...{ row, columns, pattern: props.pattern }}
              number={
                row.segment > 0 || log.firstLine === null ? null : log.firstLine + row.lineInWindow
              }
              isCurrent={isSame({ from: row.chunk.from, line: row.line }, props.current)}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

interface ILogRowProps {
  row: IRow;
  columns: number;
  pattern: RegExp | null;
  number: number | null;
  isCurrent: boolean;
}

function LogRow({ row, columns, pattern, number, isCurrent }: ILogRowProps): JSX.Element {
  const spans = rowSpans(row, columns);
  const hits = pattern ? hitsInRow(row, columns, pattern) : [];
  return (
    <div className={`aml-log-row${isCurrent ? ' aml-is-current' : ''}`}>
      <span className="aml-log-number" data-number={number ?? ''} />
      <span className="aml-log-line">
        {withHits(spans, hits).map((span, at) => (
          <span
            key={at}
            className={
              [span.className, span.hit && 'aml-hit'].filter(Boolean).join(' ') || undefined
            }
            style={styleOf(span)}
          >
            {span.text}
          </span>
        ))}
      </span>
    </div>
  );
}

function styleOf({ color, background }: ISpan): React.CSSProperties | undefined {
  return color || background ? { color, background } : undefined;
}

function hitsInRow(row: IRow, columns: number, pattern: RegExp): [number, number][] {
  const begin = row.segment * columns;
  return hitsIn(plain(row.chunk.lines[row.line]), pattern).map(([from, to]) => [
    from - begin,
    to - begin
  ]);
}

/** Spans cut where hits begin and end. */
function withHits(spans: ISpan[], hits: [number, number][]): (ISpan & { hit?: boolean })[] {
  if (hits.length === 0) {
    return spans;
  }
  let position = 0;
  return spans.flatMap(span => {
    const start = position;
    position += span.text.length;
    const cuts = hits.flat().filter(at => at > start && at < position);
    const edges = [start, ...cuts, position];
    return edges.slice(1).map((edge, at) => ({
      ...span,
      text: span.text.slice(edges[at] - start, edge - start),
      hit: hits.some(([from, to]) => from <= edges[at] && edges[at] < to)
    }));
  });
}

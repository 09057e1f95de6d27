import * as React from 'react';

import { useRunContext } from '../context';
import { plain } from './ansi';
import type { ISpan } from './ansi';
import type { LogStore } from './logStore';
import { endOf, lineCount } from './logWindow';
import type { ILogWindow } from './logWindow';
import { rowCount, rowOfLine, rowsBetween, rowShift, rowSpans } from './rows';
import type { IRow } from './rows';
import { hitsIn, isSame } from './search';
import type { IPlace } from './search';

const LINE_HEIGHT = 17;
const OVERSCAN = 30;
const NEAR_EDGE = 40 * LINE_HEIGHT;
/** A line longer than this goes on in the next row even without wrapping: browsers choke on more. */
const LONGEST_ROW = 2000;

export interface ILogTextProps {
  log: ILogWindow;
  store: LogStore;
  follow: boolean;
  setFollow: (follow: boolean) => void;
  wrap: boolean;
  pattern: RegExp | null;
  current: IPlace | null;
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

/** Characters in a row: what fits where lines are wrapped. */
function useColumns(scroller: React.RefObject<HTMLElement>, wrap: boolean, width: number): number {
  return React.useMemo(() => {
    if (!wrap || width === 0 || !scroller.current) {
      return LONGEST_ROW;
    }
    const probe = document.createElement('span');
    probe.className = 'aml-log-line aml-log-probe';
    probe.textContent = '0'.repeat(100);
    scroller.current.append(probe);
    const character = probe.getBoundingClientRect().width / 100;
    probe.remove();
    const gutter = 66;
    return character > 0 ? Math.max(20, Math.floor((width - gutter) / character)) : LONGEST_ROW;
  }, [wrap, width, scroller]);
}

type SetView = (view: { top: number; height: number; width: number }) => void;

/** Keeps the reader's place: at the end while following, on the same line while the window slides. */
function useScrolling(
  scroller: React.RefObject<HTMLDivElement>,
  props: ILogTextProps,
  columns: number,
  setView: SetView
): void {
  const { log, follow, current } = props;
  const before = React.useRef({ log, columns });
  const look = React.useCallback(() => {
    const {
      scrollTop: top,
      clientHeight: height,
      clientWidth: width
    } = scroller.current as HTMLElement;
    setView({ top, height, width });
  }, [scroller, setView]);
  React.useLayoutEffect(() => {
    const element = scroller.current as HTMLElement;
    const shift = rowShift(before.current.log, log, columns);
    before.current = { log, columns };
    if (follow) {
      element.scrollTop = element.scrollHeight;
    } else if (shift !== 0) {
      element.scrollTop += shift * LINE_HEIGHT;
    }
    look();
  }, [log, columns, follow, look, scroller]);
  React.useLayoutEffect(() => {
    const row = current ? rowOfLine(log, columns, current) : -1;
    if (row >= 0) {
      centre(scroller.current as HTMLElement, row);
      look();
    }
  }, [current]);
  useScrollEvents(scroller, props, look);
}

function centre(element: HTMLElement, row: number): void {
  const top = row * LINE_HEIGHT;
  if (top < element.scrollTop || top + LINE_HEIGHT > element.scrollTop + element.clientHeight) {
    element.scrollTop = top - element.clientHeight / 2;
  }
}

function useScrollEvents(
  scroller: React.RefObject<HTMLDivElement>,
  props: ILogTextProps,
  look: () => void
): void {
  const latest = React.useRef(props);
  latest.current = props;
  React.useEffect(() => {
    const element = scroller.current as HTMLElement;
    let lastTop = element.scrollTop;
    const onScroll = (): void => {
      look();
      tellScroll(element, lastTop, latest.current);
      lastTop = element.scrollTop;
    };
    const sizes = new ResizeObserver(() => {
      if (latest.current.follow) {
        element.scrollTop = element.scrollHeight;
      }
      look();
    });
    element.addEventListener('scroll', onScroll, { passive: true });
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', onScroll);
      sizes.disconnect();
    };
  }, [look, scroller]);
}

/** Scrolling up stops following, reaching the end begins it again; near an edge the next page is read. */
function tellScroll(element: HTMLElement, lastTop: number, props: ILogTextProps): void {
  const { log, store, follow, setFollow } = props;
  const below = element.scrollHeight - element.clientHeight - element.scrollTop;
  const isEnd = endOf(log) === log.size;
  if (below < 2 && isEnd) {
    setFollow(true);
  } else if (follow && element.scrollTop < lastTop) {
    setFollow(false);
  }
  if (element.scrollTop < NEAR_EDGE && !follow) {
    void store.loadEarlier();
  }
  if (below < NEAR_EDGE && !isEnd) {
    void store.loadLater();
  }
}

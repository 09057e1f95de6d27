/** How the text of a log scrolls: following, keeping the reader's place, fetching what comes into reach. */
import * as React from 'react';

import type { LogStore } from './logStore';
import { endOf } from './logWindow';
import type { ILogWindow } from './logWindow';
import { rowOfLine, rowShift } from './rows';
import type { IPlace } from './search';

/** Pixels; the style sheet's too. */
export const LINE_HEIGHT = 17;
const NEAR_EDGE = 40 * LINE_HEIGHT;
/** A line longer than this goes on in the next row even without wrapping: browsers choke on more. */
const LONGEST_ROW = 2000;

export interface IScrolled {
  log: ILogWindow;
  store: LogStore;
  follow: boolean;
  setFollow: (follow: boolean) => void;
  /** The line that must be in sight. */
  current: IPlace | null;
}

/** Characters in a row: what fits where lines are wrapped. */
export function useColumns(
  scroller: React.RefObject<HTMLElement>,
  wrap: boolean,
  width: number
): number {
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
export function useScrolling(
  scroller: React.RefObject<HTMLDivElement>,
  props: IScrolled,
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
  props: IScrolled,
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
function tellScroll(element: HTMLElement, lastTop: number, props: IScrolled): void {
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

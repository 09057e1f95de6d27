/** Which rows of a long list are drawn. */

export interface IWindow {
  /** Index of the first row drawn. */
  from: number;
  /** Index after the last row drawn. */
  to: number;
}

/** Rows drawn above and below the visible ones, so that scrolling shows no gap. */
const MARGIN = 8;

/** The rows to draw of `count` rows, each `rowHeight` pixels high. */
export function visibleWindow(
  count: number,
  rowHeight: number,
  scrollTop: number,
  height: number
): IWindow {
  const first = Math.floor(scrollTop / rowHeight) - MARGIN;
  const from = Math.min(Math.max(0, first), Math.max(0, count - 1));
  const last = Math.ceil((scrollTop + height) / rowHeight) + MARGIN;
  return { from, to: Math.max(from, Math.min(count, last)) };
}

/** The row that a key moves the focus to; null when the key moves nothing. */
export function movedTo(key: string, index: number, count: number): number | null {
  const targets: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: count - 1
  };
  const target = targets[key];
  return target === undefined ? null : Math.min(Math.max(0, target), count - 1);
}

import * as React from 'react';

import { visibleWindow } from './window';
import type { IWindow } from './window';

/**
 * The rows to draw, renewed as the scroller scrolls or changes size. Without a `rowHeight` in pixels, which all
 * rows must have, they are all drawn.
 */
export function useDrawn(
  scroller: React.RefObject<HTMLElement>,
  count: number,
  rowHeight: number | undefined
): IWindow {
  const [view, setView] = React.useState({ top: 0, height: 600 });
  React.useEffect(() => {
    const node = scroller.current;
    if (!node || rowHeight === undefined) {
      return;
    }
    const measure = () => setView({ top: node.scrollTop, height: node.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    node.addEventListener('scroll', measure, { passive: true });
    return () => {
      observer.disconnect();
      node.removeEventListener('scroll', measure);
    };
  }, [scroller, rowHeight]);
  return rowHeight === undefined
    ? { from: 0, to: count }
    : visibleWindow(count, rowHeight, view.top, view.height);
}

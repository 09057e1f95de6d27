import * as React from 'react';

import type { Trans } from '../host';
import { useDrawn } from '../parts/useDrawn';
import { movedTo } from '../parts/window';
import { Row } from './Row';
import type { IRowContent } from './Row';

interface IRowListProps<T> {
  label: string;
  items: readonly T[];
  /** Called for the drawn items alone. */
  content: (item: T) => IRowContent;
  /** Pixels. When given, only the rows in sight are drawn, and all must be this high. */
  rowHeight?: number;
  trans: Trans;
  /** Comes after the last row. */
  footer?: React.ReactNode;
}

/** A list of rows that the arrow keys walk, with one stop for the Tab key. */
export function RowList<T>(props: IRowListProps<T>): JSX.Element {
  const { label, items, content, rowHeight, trans, footer } = props;
  const scroller = React.useRef<HTMLDivElement>(null);
  const focus = useRowFocus(scroller, items.length, rowHeight);
  const drawn = useDrawn(scroller, items.length, rowHeight);
  const rows = items.slice(drawn.from, drawn.to).map(content);
  // The row that was focused may have scrolled out of sight: the Tab key then stops at the nearest drawn one.
  const stop = Math.min(Math.max(focus.current, drawn.from), drawn.to - 1);
  return (
    <div className="aml-list" ref={scroller} onKeyDown={focus.onKeyDown}>
      <ul role="list" aria-label={label}>
        <Gap height={drawn.from * (rowHeight ?? 0)} />
        {rows.map((row, offset) => {
          const index = drawn.from + offset;
          return (
            <Row
              key={row.key}
              row={row}
              index={index}
              count={items.length}
              current={index === stop}
              trans={trans}
              onFocus={() => focus.setCurrent(index)}
            />
          );
        })}
        <Gap height={(items.length - drawn.to) * (rowHeight ?? 0)} />
      </ul>
      {footer}
    </div>
  );
}

/** Stands for the rows that are not drawn. */
function Gap(props: { height: number }): JSX.Element | null {
  return props.height > 0 ? (
    <li role="presentation" aria-hidden="true" style={{ height: props.height }} />
  ) : null;
}

interface IRowFocus {
  current: number;
  setCurrent: (index: number) => void;
  onKeyDown: (event: React.KeyboardEvent) => void;
}

/** Moves the focus by key; a row out of sight is scrolled to and focused once it is drawn. */
function useRowFocus(
  scroller: React.RefObject<HTMLDivElement>,
  count: number,
  rowHeight: number | undefined
): IRowFocus {
  const [current, setCurrent] = React.useState(0);
  const wanted = React.useRef<number | null>(null);
  React.useEffect(() => {
    const index = wanted.current;
    // Only own rows: what is below a row can be a list too.
    const own = `:scope > ul > li > .aml-row-line > [data-aml-index="${index}"]`;
    const row = scroller.current?.querySelector<HTMLElement>(own);
    if (index !== null && row) {
      wanted.current = null;
      row.focus();
    }
  });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const line = (event.target as HTMLElement).closest('.aml-row-line');
    const own = line !== null && line.closest('.aml-list') === event.currentTarget;
    const target = own ? movedTo(event.key, current, count) : null;
    if (target === null) {
      return;
    }
    event.preventDefault();
    wanted.current = target;
    setCurrent(target);
    if (rowHeight !== undefined && scroller.current) {
      bringIntoView(scroller.current, target * rowHeight, rowHeight);
    }
  };
  return { current, setCurrent, onKeyDown };
}

function bringIntoView(node: HTMLElement, top: number, height: number): void {
  if (top < node.scrollTop) {
    node.scrollTop = top;
  } else if (top + height > node.scrollTop + node.clientHeight) {
    node.scrollTop = top + height - node.clientHeight;
  }
}

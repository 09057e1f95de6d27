import * as React from 'react';

import { MoreIcon } from '../parts/icons';
import { useInSight } from '../parts/useInSight';
import type { Trans } from '../host';
import { openMenu } from './openMenu';
import type { IMenuEntry } from './openMenu';

/** What a row shows; lists build it from their items. */
export interface IRowContent {
  key: string;
  icon: JSX.Element;
  title: string;
  /** Marks after the title, e.g. a star. */
  badge?: JSX.Element | null;
  subtitle: string;
  /** More text for who hovers. */
  hint?: string;
  extra?: JSX.Element | null;
  /** `data-aml-*` attributes. */
  data: Record<`data-aml-${string}`, string>;
  menu: () => IMenuEntry[];
  open: () => void;
  /** For rows that open below themselves: whether they are. */
  expanded?: boolean;
  /** A form, question or folder below the row. */
  below?: JSX.Element | null;
}

interface IRowProps {
  row: IRowContent;
  index: number;
  count: number;
  /** Whether the Tab key stops here. */
  current: boolean;
  trans: Trans;
  onFocus: () => void;
}

/** One row of a list: a button that opens it, a button for its menu, and what is below it. */
export function Row(props: IRowProps): JSX.Element {
  const { row, index, count, current, trans, onFocus } = props;
  return (
    <li
      className="aml-row"
      aria-posinset={index + 1}
      aria-setsize={count}
      {...row.data}
      onContextMenu={event => {
        event.preventDefault();
        event.stopPropagation();
        openMenu(row.menu(), menuPlace(event));
      }}
    >
      <div className="aml-row-line">
        <RowButton row={row} index={index} current={current} onFocus={onFocus} />
        <button
          type="button"
          className="aml-row-menu"
          tabIndex={current ? 0 : -1}
          aria-haspopup="menu"
          aria-label={trans.__('Actions for %1', row.title)}
          onClick={event => openMenu(row.menu(), event.currentTarget)}
        >
          <MoreIcon />
        </button>
      </div>
      {row.below ? <Below>{row.below}</Below> : null}
    </li>
  );
}

function Below(props: { children: JSX.Element }): JSX.Element {
  const place = useInSight<HTMLDivElement>();
  React.useLayoutEffect(() => {
    const node = place.current;
    const row = node?.parentElement?.querySelector<HTMLElement>('.aml-row-main');
    return () => {
      // Who closed it by keyboard goes on from the row.
      if (node?.contains(document.activeElement)) {
        row?.focus();
      }
    };
  }, [place]);
  return (
    <div ref={place} onContextMenu={event => event.stopPropagation()}>
      {props.children}
    </div>
  );
}

function RowButton(props: Pick<IRowProps, 'row' | 'index' | 'current' | 'onFocus'>): JSX.Element {
  const { row, index, current, onFocus } = props;
  return (
    <button
      type="button"
      className="aml-row-main"
      data-aml-index={index}
      tabIndex={current ? 0 : -1}
      title={row.hint}
      aria-expanded={row.expanded}
      onClick={row.open}
      onFocus={onFocus}
    >
      {row.icon}
      <span className="aml-row-text">
        <span className="aml-row-title">
          {row.title}
          {row.badge}
        </span>
        <span className="aml-row-subtitle">{row.subtitle}</span>
        {row.extra}
      </span>
    </button>
  );
}

/** The menu key on the keyboard reports no useful position: the menu then opens at the row. */
function menuPlace(event: React.MouseEvent): { x: number; y: number } {
  if (event.button === 2) {
    return { x: event.clientX, y: event.clientY };
  }
  const box = event.currentTarget.getBoundingClientRect();
  return { x: box.left + 24, y: box.top + 24 };
}

import * as React from 'react';

import { MoreIcon } from '../../parts/icons';

export interface IMenuItem {
  label: string;
  run: () => void;
}

/** A small menu below its button: arrow keys move, Escape and a click elsewhere close. */
export function Menu({ label, items }: { label: string; items: () => IMenuItem[] }): JSX.Element {
  const [open, setOpen] = React.useState(false);
  const root = React.useRef<HTMLDivElement>(null);
  const close = (): void => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  useFirstFocus(open, root);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Escape' && open) {
      event.stopPropagation();
      close();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      event.stopPropagation();
      moveFocus(root.current, event.key === 'ArrowDown' ? 1 : -1);
    }
  };
  const onBlur = (event: React.FocusEvent): void => {
    if (!root.current?.contains(event.relatedTarget as Node | null)) {
      setOpen(false);
    }
  };
  return (
    <div className="aml-menu" ref={root} onKeyDown={onKeyDown} onBlur={onBlur}>
      <button
        type="button"
        className="aml-run-bare"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <MoreIcon />
      </button>
      {open ? <MenuList items={items()} close={close} /> : null}
    </div>
  );
}

function MenuList({ items, close }: { items: IMenuItem[]; close: () => void }): JSX.Element {
  const choose = (item: IMenuItem): void => {
    close();
    item.run();
  };
  return (
    <div role="menu" className="aml-menu-list">
      {items.map(item => (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          key={item.label}
          onClick={() => choose(item)}
        >
          {item.label}
        </button>
      ))}
    </div>
  );
}

function useFirstFocus(open: boolean, root: React.RefObject<HTMLElement>): void {
  React.useEffect(() => {
    if (open) {
      root.current?.querySelector<HTMLElement>('[role=menuitem]')?.focus();
    }
  }, [open, root]);
}

function moveFocus(root: HTMLElement | null, by: number): void {
  const items = [...(root?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  const at = items.findIndex(item => item === document.activeElement);
  items[(at + by + items.length) % items.length]?.focus();
}

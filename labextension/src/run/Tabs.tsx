import * as React from 'react';

export interface ITab<T extends string> {
  name: T;
  label: string;
  count?: number;
}

interface ITabsProps<T extends string> {
  label: string;
  tabs: ITab<T>[];
  chosen: T;
  choose: (name: T) => void;
  children: React.ReactNode;
}

const MOVES: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  Home: -Infinity,
  End: Infinity
};

/** Tabs and the panel of the chosen one, as the ARIA practice describes them. */
export function Tabs<T extends string>(props: ITabsProps<T>): JSX.Element {
  const { label, tabs, chosen, choose, children } = props;
  const prefix = React.useId();
  const list = React.useRef<HTMLDivElement>(null);
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = MOVES[event.key];
    if (by === undefined) {
      return;
    }
    event.preventDefault();
    const at = tabs.findIndex(tab => tab.name === chosen) + by;
    const next = Number.isFinite(at)
      ? (at + tabs.length) % tabs.length
      : by > 0
        ? tabs.length - 1
        : 0;
    choose(tabs[next].name);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  return (
    <>
      <div className="aml-tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(tab => (
          <button
            type="button"
            role="tab"
            className="aml-tab"
            key={tab.name}
            id={`${prefix}${tab.name}`}
            data-aml-tab={tab.name}
            aria-selected={tab.name === chosen}
            aria-controls={`${prefix}panel`}
            tabIndex={tab.name === chosen ? 0 : -1}
            onClick={() => choose(tab.name)}
          >
            {tab.label}
            {tab.count ? <span className="aml-tab-count">{tab.count}</span> : null}
          </button>
        ))}
      </div>
      <div
        className="aml-tab-panel"
        role="tabpanel"
        id={`${prefix}panel`}
        aria-labelledby={`${prefix}${chosen}`}
      >
        {children}
      </div>
    </>
  );
}

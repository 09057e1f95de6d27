import * as React from 'react';

import type { Trans } from '../host';
import { NO_FILTER, STATE_GROUPS } from './filter';
import type { IRunFilter, StateGroup } from './filter';

interface IFilterBarProps {
  filter: IRunFilter;
  trans: Trans;
  onChange: (filter: IRunFilter) => void;
}

/** Which runs to show: words, and a group of states. */
export function FilterBar(props: IFilterBarProps): JSX.Element {
  const { filter, trans, onChange } = props;
  const change = (part: Partial<IRunFilter>) => {
    const next = { ...filter, ...part };
    onChange(next.text === '' && next.group === null ? NO_FILTER : next);
  };
  return (
    <div className="aml-filter" role="search">
      <input
        className="aml-input aml-grow"
        type="search"
        placeholder={trans.__('Filter runs')}
        aria-label={trans.__('Filter runs')}
        value={filter.text}
        onChange={event => change({ text: event.target.value })}
      />
      <select
        className="aml-input"
        aria-label={trans.__('State')}
        value={filter.group ?? ''}
        onChange={event => change({ group: (event.target.value || null) as StateGroup | null })}
      >
        <option value="">{trans.__('all')}</option>
        {(Object.keys(STATE_GROUPS) as StateGroup[]).map(group => (
          <option key={group} value={group}>
            {groupWord(group, trans)}
          </option>
        ))}
      </select>
    </div>
  );
}

function groupWord(group: StateGroup, trans: Trans): string {
  const words: Record<StateGroup, string> = {
    active: trans.__('active'),
    completed: trans.__('completed'),
    failed: trans.__('failed'),
    canceled: trans.__('canceled')
  };
  return words[group];
}

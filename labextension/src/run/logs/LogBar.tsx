import * as React from 'react';

import { contentPath } from '../../feed/paths';
import type { Trans } from '../../host';
import { useRunContext } from '../context';
import { DownloadButton } from '../outputs/DownloadButton';
import type { ILogSearch } from './useLogSearch';

interface ILogBarProps {
  search: ILogSearch;
  path: string;
  follow: boolean;
  setFollow: (follow: boolean) => void;
  wrap: boolean;
  setWrap: (wrap: boolean) => void;
}

/** Search, follow, wrap and download. */
export function LogBar(props: ILogBarProps): JSX.Element {
  const { search, path, follow, setFollow, wrap, setWrap } = props;
  const { workspace, runId, trans } = useRunContext();
  return (
    <div className="aml-run-bar" role="group" aria-label={trans.__('How the log is shown')}>
      <SearchField search={search} />
      <Toggle label={trans.__('regex')} checked={search.regex} onChange={search.setRegex} />
      <Toggle label={trans.__('follow')} checked={follow} onChange={setFollow} />
      <Toggle label={trans.__('wrap')} checked={wrap} onChange={setWrap} />
      <span className="aml-run-grow" />
      <DownloadButton path={contentPath(workspace, runId, path)} name={path} />
    </div>
  );
}

function SearchField({ search }: { search: ILogSearch }): JSX.Element {
  const { trans } = useRunContext();
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      void search.move(event.shiftKey ? -1 : 1);
    }
  };
  return (
    <>
      <input
        type="search"
        className="aml-run-field"
        placeholder={trans.__('Search the log')}
        aria-label={trans.__('Search the log')}
        aria-invalid={search.isBad}
        value={search.text}
        onChange={event => search.setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      {search.text === '' ? null : (
        <span className="aml-run-hits" role="status">
          {countText(search, trans)}
          <button
            type="button"
            className="aml-run-bare"
            aria-label={trans.__('Previous')}
            onClick={() => void search.move(-1)}
          >
            ↑
          </button>
          <button
            type="button"
            className="aml-run-bare"
            aria-label={trans.__('Next')}
            onClick={() => void search.move(1)}
          >
            ↓
          </button>
        </span>
      )}
    </>
  );
}

/** Which hit of how many in the part of the log that is held. */
function countText(search: ILogSearch, trans: Trans): string {
  const { position, places, isBad, isBusy } = search;
  if (isBad) {
    return trans.__('not an expression');
  }
  return isBusy ? trans.__('searching…') : `${position > 0 ? position : '–'} / ${places.length}`;
}

interface IToggleProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Toggle({ label, checked, onChange }: IToggleProps): JSX.Element {
  return (
    <label>
      <input type="checkbox" checked={checked} onChange={event => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
